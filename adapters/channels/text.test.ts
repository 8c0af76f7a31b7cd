import fc from 'fast-check'
import { expect, test } from 'vitest'
import { carriesMarker, markerOf, periodOf } from './text.ts'

const reference = fc.stringMatching(/^[\w.-]{1,30}$/)

test('a marker is found where it stands, and not where a longer or another one does', () => {
  fc.assert(
    fc.property(reference, reference, fc.constantFrom('', ' ', '\n', '<br>'), (one, other, after) => {
      expect(carriesMarker(`글 ${markerOf(one)}${after}`, one)).toBe(true)
      expect(carriesMarker(`글 ${markerOf(other)}${after}`, one)).toBe(one === other)
    }),
  )
  expect(carriesMarker('#madang_a1 #madang_a', 'a')).toBe(true)
  expect(carriesMarker('#madang_a1', 'a')).toBe(false)
})

test('the period is told in Korean time', () => {
  const period = { startsAt: '2026-11-20T15:00:00.000Z', endsAt: '2026-11-30T09:30:00.000Z' }
  const told = periodOf(period as Parameters<typeof periodOf>[0])
  expect(told).toMatch(/^11월 21일 ?\(토\) 오전 12:00 ~ 11월 30일 ?\(월\) 오후 6:30$/)
})
