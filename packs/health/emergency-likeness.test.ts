import { expect, test } from 'vitest'
import { gramsOf, isLikeAnEmergency, weigh } from './emergency-likeness.ts'

test('runs of letters, borders of words among them, each once', () => {
  expect(gramsOf('He, he!')).toEqual([' he ', 'he h', 'e he', ' he he', 'he he '])
  expect(gramsOf('')).toEqual([])
})

test('only runs that have a weight count, and many of them not more than their root', () => {
  const weights = { bias: -1, grams: new Map([...'abcdefgh'].map((gram) => [gram, 3])) }
  expect(weigh([], weights)).toBe(-1)
  expect(weigh(['a', 'b', 'c', 'unknown'], weights)).toBe(-1 + 9 / 2)
})

test('a wording that is not on the list is told from plain talk', () => {
  expect(isLikeAnEmergency('아버지께서 갑자기 쓰러지시더니 대답을 못 하십니다')).toBe(true)
  expect(isLikeAnEmergency('my uncle just collapsed and he is not breathing properly')).toBe(true)
  expect(isLikeAnEmergency('다음 주 이벤트 문구를 만들어 주세요')).toBe(false)
  expect(isLikeAnEmergency('please write a headline for our opening promotion')).toBe(false)
})
