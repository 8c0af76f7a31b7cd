import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findPersonalData } from './find.ts'
import { createMasker } from './masker.ts'

const TEXT = '김하늘님(010-1234-5678)이 hello@madang.example로 물었고, 010-1234-5678은 그분 번호예요.'
const masked = (text: string, names: string[] = []) => {
  const masker = createMasker([text], names)
  return { masker, text: masker.mask(text) }
}

describe('placeholders', () => {
  test('stand for the same data everywhere, and nothing personal is left', () => {
    const { masker, text } = masked(TEXT, ['김하늘'])
    expect(text).toBe('[NAME_1]님([PHONE_1])이 [EMAIL_1]로 물었고, [PHONE_1]은 그분 번호예요.')
    expect(masker.unmask(text)).toBe(TEXT)
    expect(masker.count()).toBe(4)
  })

  test('never mean what a person wrote like one', () => {
    const { masker, text } = masked('[PHONE_1]이 뭐예요? 제 번호는 010-1234-5678이에요.')
    expect(text).toContain('[PHONE_1]이 뭐예요?')
    expect(text).not.toContain('010')
    expect(masker.unmask(text)).toBe('[PHONE_1]이 뭐예요? 제 번호는 010-1234-5678이에요.')
  })

  test('that the model made up stay as they are', () => {
    const { masker } = masked(TEXT)
    expect(masker.unmask('[PHONE_1], [PHONE_7], [NAME_1]')).toBe('010-1234-5678, [PHONE_7], [NAME_1]')
  })

  test('are put back inside the values of a tool’s input', () => {
    const { masker } = masked(TEXT)
    const input = { to: ['[EMAIL_1]'], note: { call: '[PHONE_1]' }, times: 2 }
    const whole = { to: ['hello@madang.example'], note: { call: '010-1234-5678' }, times: 2 }
    expect(masker.unmaskDeep(input)).toEqual(whole)
    expect(masker.maskDeep(whole)).toEqual(input)
  })
})

test('a stream gives the same text wherever its pieces end, and holds back only what may be a placeholder', () => {
  const { masker, text } = masked(`${TEXT} [참고] 배열[0]은 그대로예요.`, ['김하늘'])
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: text.length }), { maxLength: 12 }), (cuts) => {
      const at = [...new Set([0, ...cuts, text.length])].sort((a, b) => a - b)
      const stream = masker.unmaskStream()
      const given = at.slice(1).map((end, index) => stream.push(text.slice(at[index], end)))
      expect(given.join('') + stream.end()).toBe(masker.unmask(text))
    }),
  )
  const stream = masker.unmaskStream()
  expect([stream.push('번호는 [PHO'), stream.push('NE_1]이고 [참'), stream.push('고]')]).toEqual([
    '번호는 ',
    '010-1234-5678이고 [참',
    '고]',
  ])
})

test('whatever is masked comes back whole, and what is found never overlaps', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '010-1234-5678',
      '900101-1234567',
      'a@b.example',
      '[PHONE_1]',
      '[NAME_X1_2]',
      '서울 마포구 월드컵로 12',
    ),
    fc.string({ maxLength: 8 }),
    fc.constantFrom('김하늘', '-', ' ', '은', '1'),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      const { masker, text: out } = masked(text, ['김하늘'])
      expect(masker.unmask(out)).toBe(text)
      const found = findPersonalData(text, ['김하늘'])
      for (const [index, { start }] of found.entries()) expect(start).toBeGreaterThanOrEqual(found[index - 1]?.end ?? 0)
    }),
  )
})

test('a long text that nearly fits everywhere is looked through in time that grows with its length', () => {
  const hostile = ['서울 강남구 ', '1-', 'a.', '공일공', '가나다로', '0'].map((part) => part.repeat(4_000))
  for (const text of hostile) expect(findPersonalData(text).length).toBeLessThan(text.length)
})
