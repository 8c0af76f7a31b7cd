import type { PostContent } from '../../domain/channel.ts'
import type { PreflightProblem } from './port.ts'

const moment = new Intl.DateTimeFormat('ko-KR', {
  timeZone: 'Asia/Seoul',
  month: 'long',
  day: 'numeric',
  weekday: 'short',
  hour: 'numeric',
  minute: '2-digit',
})

/** From when until when, in Korean words and Korean time. */
export const periodOf = ({ startsAt, endsAt }: PostContent): string =>
  `${moment.format(new Date(startsAt))} ~ ${moment.format(new Date(endsAt))}`

/** The hashtag by which a post can be found again where a channel has no field for a reference. */
export const markerOf = (reference: string): string => `#madang_${reference}`

/** Whether a text carries this very marker, and not a longer one that begins alike. */
export function carriesMarker(text: string, reference: string): boolean {
  return text
    .split(markerOf(reference))
    .slice(1)
    .some((rest) => !/^[\w.-]/.test(rest))
}

export const tagsOf = ({ hashtags }: PostContent): string[] =>
  hashtags.map((tag) => `#${tag.replace(/^#+/, '').replace(/\s+/g, '')}`)

/** The promotion as a text for people: what, the prize, when, where to enter. */
export const announcement = (content: PostContent): string =>
  [
    content.body,
    '',
    content.shopName,
    `경품: ${content.prize}`,
    `기간: ${periodOf(content)}`,
    `참여하기: ${content.entryUrl}`,
  ].join('\n')

/** A problem when a text is longer than the channel takes. */
export const tooLong = (code: string, text: string, limit: number): PreflightProblem[] =>
  text.length > limit ? [{ code, params: { length: text.length, limit } }] : []
