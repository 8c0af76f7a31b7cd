import { expect, test } from 'vitest'
import type { ContentRow, CreativeRow } from '../api/content.ts'
import type { PromotionRow } from '../api/promotion.ts'
import { isChanged, pathOf, progressOf, saysTheSame } from './files.ts'

const facts = {
  promotionId: 'p1',
  shopName: '달빛카페',
  title: '가을',
  prize: '커피',
  endsAt: '2026-12-01T14:59:00.000Z',
  entryUrl: 'https://madang.example/p/p1',
}
const made = (hash: string, approved?: string): CreativeRow => ({
  state: 'made',
  round: 1,
  words: {},
  changedAt: facts.endsAt,
  file: { hash, mime: 'image/png', width: 800, height: 400, bytes: 1 },
  ...(approved ? { approved } : {}),
})
const row = (creatives: ContentRow['creatives'], approvedAt?: string) =>
  ({ creatives, ...(approvedAt ? { approvedAt } : {}) }) as ContentRow

test('a file has the address of its hash, with the ending of its kind', () => {
  expect(pathOf({ hash: 'ab', mime: 'image/jpeg' })).toBe('/media/ab.jpg')
  expect(pathOf({ hash: 'ab', mime: 'video/mp4' })).toBe('/media/ab.mp4')
})

test('pictures say the same while title, prize and last day are the same', () => {
  const promotion = { title: '가을', prize: '커피', endsAt: '2026-12-01T03:00:00.000Z' } as PromotionRow
  expect(saysTheSame(facts, promotion)).toBe(true)
  for (const changes of [{ title: '겨울' }, { prize: '차' }, { endsAt: '2026-12-01T15:00:00.000Z' }])
    expect(saysTheSame(facts, { ...promotion, ...changes })).toBe(false)
})

test('progress counts what is settled, whichever way', () => {
  const failed: CreativeRow = { state: 'failed', round: 1, words: {}, changedAt: facts.endsAt }
  const all = row({ kakao: made('a'), link: failed, 'naver-blog': { ...failed, state: 'waiting' } })
  expect(progressOf(all)).toEqual({ done: 2, total: 3 })
})

test('what was made anew after the approval is a change; before any approval nothing is', () => {
  expect(isChanged(row({ kakao: made('a', 'a') }, facts.endsAt))).toBe(false)
  expect(isChanged(row({ kakao: made('b', 'a') }, facts.endsAt))).toBe(true)
  expect(isChanged(row({ kakao: made('b') }))).toBe(false)
})
