import type { ChannelId, PostContent, PostMedia } from '../../domain/channel.ts'
import type { PreflightProblem } from './port.ts'

/** What a channel takes; sizes in pixels, weight in bytes. */
interface MediaRules {
  mimes: readonly PostMedia['mime'][]
  leastWidth: number
  /** Width by height. */
  ratio: readonly [number, number]
  mostBytes: number
  seconds?: readonly [number, number]
}

const MB = 1_000_000
const PICTURES = ['image/jpeg', 'image/png'] as const

/**
 * Rules for the picture of each channel. Instagram: the Graph API's content publishing (JPEG only, 4:5 to 1.91:1,
 * 8 MB, 320 pixels and more). Kakao: messages with a picture (500 pixels and more, 2:1 to 3:4, 500 kB; the picture for
 * links is 1.9:1). Naver Blog: 20 MB a picture. The TV channels have no public rules: these are of the contract that we
 * ask them for.
 */
const PICTURE: Partial<Record<ChannelId, MediaRules>> = {
  instagram: { mimes: ['image/jpeg'], leastWidth: 320, ratio: [0.8, 1.91], mostBytes: 8 * MB },
  kakao: { mimes: PICTURES, leastWidth: 500, ratio: [0.75, 2], mostBytes: 0.5 * MB },
  'naver-blog': { mimes: PICTURES, leastWidth: 300, ratio: [0.2, 5], mostBytes: 20 * MB },
  'uridongne-tv': { mimes: PICTURES, leastWidth: 1_200, ratio: [1.6, 2], mostBytes: 10 * MB },
  'genie-tv': { mimes: PICTURES, leastWidth: 1_200, ratio: [1.6, 2], mostBytes: 10 * MB },
}
const TV_CLIP: MediaRules = {
  mimes: ['video/mp4'],
  leastWidth: 1_920,
  ratio: [1.7, 1.8],
  mostBytes: 100 * MB,
  seconds: [5, 60],
}
const CLIP: Partial<Record<ChannelId, MediaRules>> = { 'uridongne-tv': TV_CLIP, 'genie-tv': TV_CLIP }

/** Why a channel would refuse the approved picture or clip; nothing where none is approved yet. */
export function mediaProblems(channel: ChannelId, { picture, clip }: PostContent): PreflightProblem[] {
  const [ofPicture, ofClip] = [PICTURE[channel], CLIP[channel]]
  return [
    ...(picture && ofPicture ? problemsOf(picture, ofPicture) : []),
    ...(clip && ofClip ? problemsOf(clip, ofClip) : []),
  ]
}

function problemsOf(media: PostMedia, rules: MediaRules): PreflightProblem[] {
  const { mime, width, height, bytes, seconds } = media
  const [narrow, broad] = rules.ratio
  const ratio = width / height
  const [short, long] = rules.seconds ?? [0, Number.POSITIVE_INFINITY]
  const checks: [boolean, PreflightProblem][] = [
    [rules.mimes.includes(mime), { code: 'MEDIA_TYPE', params: { type: mime } }],
    [width >= rules.leastWidth, { code: 'MEDIA_SIZE', params: { width, limit: rules.leastWidth } }],
    [ratio >= narrow && ratio <= broad, { code: 'MEDIA_RATIO', params: { ratio: Math.round(ratio * 100) / 100 } }],
    [bytes <= rules.mostBytes, { code: 'MEDIA_WEIGHT', params: { bytes, limit: rules.mostBytes } }],
    [
      (seconds ?? short) >= short && (seconds ?? short) <= long,
      { code: 'MEDIA_LENGTH', params: { seconds: seconds ?? 0 } },
    ],
  ]
  return checks.flatMap(([isFine, problem]) => (isFine ? [] : [problem]))
}
