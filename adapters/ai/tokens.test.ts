import { expect, test } from 'vitest'
import { estimateTokens } from './tokens.ts'

test('a Hangul syllable counts as one token, other letters as a third', () => {
  expect(estimateTokens('어제참여')).toBe(4)
  expect(estimateTokens('yesterday')).toBe(3)
  expect(estimateTokens('')).toBe(0)
})
