import { expect, test } from 'vitest'
import { nameCandidates } from './name-candidates.ts'

test.each([
  ['김하늘님이 응모했나요?', '김하늘'],
  ['어제 이수가 왔어요', '이수'],
  ['김 하늘 고객이에요', '김하늘'],
  ['Did Jane Park enter?', 'Jane Park'],
  ['남궁하은에게 연락했어요', '남궁하은'],
])('%s may name %s', (text, name) => {
  expect(nameCandidates([text])).toContain(name)
})

test('a long history is looked through from its newest text on, and only so far', () => {
  const long = Array.from({ length: 9_000 }, (_, at) => String.fromCharCode(0xac00 + at, 0xac01 + at)).join(' ')
  const candidates = nameCandidates([long, '김하늘'])
  expect(candidates[1]).toBe('김하늘')
  expect(candidates.length).toBeLessThanOrEqual(4_000)
  expect(nameCandidates(['12 + 3', ''])).toEqual([])
})
