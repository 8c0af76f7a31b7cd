import { expect, test } from 'vitest'
import { ringbackScript, spokenNumber, spokenSyllables } from './ringback.ts'

test.each([
  ['0', '영'],
  ['1', '일'],
  ['10', '십'],
  ['21', '이십일'],
  ['110', '백십'],
  ['1234', '천이백삼십사'],
  ['10000', '만'],
  ['11000', '만천'],
  ['25000', '이만오천'],
  ['110000', '십일만'],
  ['30000000', '삼천만'],
  ['100000000', '일억'],
  ['01012345678901234567', '영일영일이삼사오육칠팔구영일이삼사오육칠'],
])('%s is said %s', (digits, said) => {
  expect(spokenNumber(digits)).toBe(said)
})

test.each([
  ['달빛카페', 4],
  ['12월 1일', 5],
  ['5,000원', 3],
  ['PT 1회', 4],
  ['W', 2],
  ['…!?', 0],
])('%s has so many syllables: %i', (text, syllables) => {
  expect(spokenSyllables(text)).toBe(syllables)
})

test('a script says shop, title, prize and last day, and how long that takes', () => {
  const words = { shopName: '달빛카페', title: '커피 한 잔', prize: '쿠폰', endsAt: '2026-12-01T15:00:00.000Z' }
  const script = ringbackScript(words)
  expect(script.text).toBe(
    '안녕하세요, 달빛카페입니다. 커피 한 잔. 경품은 쿠폰, 12월 1일까지입니다. 곧 연결해 드릴게요.',
  )
  // 39 syllables at five a second, and six pauses of 0.4 s.
  expect([script.syllables, script.seconds]).toEqual([39, 10.2])
  const { endsAt: _, ...open } = words
  expect(ringbackScript(open).text).not.toContain('까지')
})
