import { expect, test } from 'vitest'
import { maskedPhone, proposedWinners } from './winners.ts'

test.each([
  ['아메리카노 한 달 이용권 (5명)', 96, 5],
  ['아메리카노 한 달 이용권 (5명)', 3, 3],
  ['추첨 20 분께 크루아상', 96, 20],
  ['A free cake for 7 winners', 96, 7],
  ['커피 2잔', 96, 1],
  ['9999명', 5000, 1000],
  ['0명', 5, 1],
  [undefined, 5, 1],
  ['5명', 0, 1],
])('for %j and %i entries %i winners are proposed', (prize, entries, winners) => {
  expect(proposedWinners(prize, entries)).toBe(winners)
})

test('a masked phone shows neither its middle nor how long that is', () => {
  expect(maskedPhone('01020467827')).toBe('010-••••-7827')
  expect(maskedPhone('0112047827')).toBe('011-••••-7827')
})
