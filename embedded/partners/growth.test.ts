import fc from 'fast-check'
import { expect, test } from 'vitest'
import { counts } from './growth.ts'

const channel = fc.constantFrom('instagram', 'kakao', 'naver-blog', 'uridongne-tv', 'ringobiz', 'genie-tv')

test('counts never shrink, and never exceed the views', () => {
  fc.assert(
    fc.property(channel, fc.string(), fc.nat(1e7), fc.nat(1e6), (name, post, seconds, more) => {
      const early = counts(name, post, seconds)
      const late = counts(name, post, seconds + more)
      expect(late.views).toBeGreaterThanOrEqual(early.views)
      expect(late.reach).toBeGreaterThanOrEqual(early.reach)
      expect(late.clicks).toBeGreaterThanOrEqual(early.clicks)
      expect(late.reach).toBeLessThanOrEqual(late.views)
      expect(late.clicks).toBeLessThanOrEqual(late.views)
    }),
  )
})

test('nothing is seen before it is there, and posts differ', () => {
  expect(counts('kakao', 'a', -5)).toEqual({ views: 0, reach: 0, clicks: 0 })
  expect(counts('kakao', 'a', 3600)).not.toEqual(counts('kakao', 'b', 3600))
})
