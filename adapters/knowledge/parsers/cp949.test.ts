import { expect, test } from 'vitest'
import { decodeCp949 } from './cp949.ts'

const decode = (hex: string) => decodeCp949(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

test('syllables of EUC-KR, of the extension at its ends, and letters between', () => {
  expect(decode('8c63 b9e6 b0a2 c7cf')).toBe('똠방각하')
  expect(decode('8141')).toBe('갂')
  expect(decode('a2e6 a2e7')).toBe('€®')
  expect(decode('c652')).toBe('힣')
  expect(decode('a0fe a141')).toBe('좤좥')
  expect(decode('61 bcb4 2c 8c63 0a')).toBe('a섦,똠\n')
})

test('every modern syllable has a place, and only one', () => {
  const found = new Set<string>()
  for (let lead = 0x81; lead <= 0xc8; lead += 1)
    for (let trail = 0x41; trail <= 0xfe; trail += 1)
      try {
        const text = decodeCp949(Uint8Array.of(lead, trail))
        if (/^[가-힣]$/.test(text)) {
          expect(found.has(text), text).toBe(false)
          found.add(text)
        }
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError)
      }
  expect(found.size).toBe(11_172)
})

test('bytes that are no character are refused, not guessed', () => {
  for (const hex of ['ff', 'b0', '80 41', 'c6 53', '8c 40', 'ff a1']) expect(() => decode(hex), hex).toThrow(TypeError)
})
