import { describe, expect, test } from 'vitest'
import type { PostContent, PostMedia } from '../../domain/channel.ts'
import { mediaProblems } from './media.ts'

const picture = (changes: Partial<PostMedia> = {}): PostMedia => ({
  url: 'https://madang.example/media/a.jpg',
  mime: 'image/jpeg',
  width: 1080,
  height: 1080,
  bytes: 100_000,
  ...changes,
})
const codes = (channel: Parameters<typeof mediaProblems>[0], media: Partial<PostContent>) =>
  mediaProblems(channel, media as PostContent).map(({ code }) => code)

describe('preflight of pictures', () => {
  test.each([
    ['instagram', {}, []],
    ['instagram', { mime: 'image/png' as const }, ['MEDIA_TYPE']],
    ['instagram', { height: 1350 }, []],
    ['instagram', { width: 1200, height: 630 }, []],
    ['instagram', { width: 800, height: 400 }, ['MEDIA_RATIO']],
    ['instagram', { bytes: 8_000_001 }, ['MEDIA_WEIGHT']],
    ['instagram', { width: 300, height: 300 }, ['MEDIA_SIZE']],
    ['kakao', { width: 800, height: 400 }, []],
    ['kakao', { width: 800, height: 400, bytes: 500_001 }, ['MEDIA_WEIGHT']],
    ['naver-blog', { mime: 'image/png' as const, width: 800, height: 600 }, []],
    ['uridongne-tv', { width: 1920, height: 1080 }, []],
    ['uridongne-tv', {}, ['MEDIA_SIZE', 'MEDIA_RATIO']],
    ['ringobiz', { mime: 'image/png' as const, width: 1, height: 9 }, []],
  ] as const)('%s with %j: %j', (channel, changes, expected) => {
    expect(codes(channel, { picture: picture(changes) })).toEqual(expected)
  })

  test('a clip has rules of its own; what is not approved yet has none to break', () => {
    const clip = picture({ mime: 'video/mp4', width: 1920, height: 1080, seconds: 10 })
    expect(codes('genie-tv', { clip })).toEqual([])
    expect(codes('genie-tv', { clip: { ...clip, seconds: 90 } })).toEqual(['MEDIA_LENGTH'])
    expect(codes('genie-tv', { clip: picture() })).toEqual(['MEDIA_TYPE', 'MEDIA_SIZE', 'MEDIA_RATIO'])
    expect(codes('instagram', {})).toEqual([])
  })
})
