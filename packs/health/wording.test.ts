import { expect, test } from 'vitest'
import { meaning, plainLetters } from './wording.ts'

const says = (wording: string, text: string) => meaning([wording]).test(plainLetters(text))

test('a stem that ends in a consonant is found under any ending', () => {
  for (const text of ['쓰러져요', '쓰러진 사람', '쓰러졌습니다', '쓰러지셨어']) expect(says('쓰러ㅈ', text)).toBe(true)
  expect(says('쓰러ㅈ', '쓰레기')).toBe(false)
})

test('a word that begins with ^ is not found inside another', () => {
  expect(says('^피(가|를)', '피가 나요')).toBe(true)
  expect(says('^피(가|를)', '커피가 써요')).toBe(false)
  expect(says('^ache', 'headache')).toBe(false)
})

test('a space may be missing in Korean, not in English', () => {
  expect(says('못 쉬', '못쉬겠어')).toBe(true)
  expect(says('on fire', 'confire')).toBe(false)
})

test('~ reaches over a few letters and no further', () => {
  expect(says('목~붓', '목이 갑자기 붓고')).toBe(true)
  expect(says('목~붓', `목이 ${'아프고 '.repeat(20)}붓고`)).toBe(false)
})

test('spellings that sound alike are the same', () => {
  expect(says('감전됐', '감전됬어요')).toBe(true)
  expect(plainLetters('Can’t')).toBe('cant')
})
