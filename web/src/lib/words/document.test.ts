import { expect, test } from 'vitest'
import { placeIn, titleOf } from './document.ts'

test.each([
  ['길잡이.md', '길잡이'],
  ['Guide.MD', 'Guide'],
  ['계약.pdf', '계약.pdf'],
])('%s is titled %s', (title, said) => {
  expect(titleOf(title)).toBe(said)
})

test('a title is not said twice', () => {
  expect(placeIn('길잡이', '길잡이 › 당첨자 발표')).toBe('당첨자 발표')
  expect(placeIn('안내', '길잡이 › 당첨자 발표')).toBe('길잡이 › 당첨자 발표')
  expect(placeIn('길잡이', undefined)).toBeUndefined()
})
