import { expect, test } from 'vitest'
import { relatedTerms } from './synonyms.ts'
import { termsOf } from './terms.ts'

test('a word brings the others of its meaning, in both languages', () => {
  const related = relatedTerms('알바를 뽑으려고 해요')
  for (const term of [...termsOf('직원'), ...termsOf('employee')]) expect(related).toContain(term)
  expect(relatedTerms('breastfeeding')).toContain(termsOf('모유')[0])
})

test('a Korean word is found at the beginning of a word only, and however it is spelled', () => {
  expect(relatedTerms('이밴트를')).toContain('promotion')
  expect(relatedTerms('새직원')).not.toContain('employee')
})

test("a question's own terms are not among them, and words without a meaning bring none", () => {
  expect(relatedTerms('employee')).not.toContain('employee')
  expect(relatedTerms('xyzzy 쀍뛟')).toEqual(new Set())
})
