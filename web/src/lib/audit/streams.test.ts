import { expect, test } from 'vitest'
import type { DistributionRow } from '../api/distribution.ts'
import type { PromotionRow } from '../api/promotion.ts'
import { chosenMoments, streamsOf } from './streams.ts'

const promotion = { id: 'p', recommendationId: 'r', status: 'ended', phase: 'closed' } as PromotionRow
const run = (id: string, requestedAt: string) => ({ id, requestedAt }) as DistributionRow

test('a promotion’s streams, in the order in which they came', () => {
  const runs = [run('d2', '2026-11-03T00:00:00.000Z'), run('d1', '2026-11-02T00:00:00.000Z')]
  expect(streamsOf(promotion, runs).map(({ stream }) => stream)).toEqual([
    'promotion-p',
    'recommendation-r',
    'distribution-d1',
    'distribution-d2',
    'draw-p',
  ])
  expect(streamsOf(promotion, runs).map(({ at }) => at?.slice(8, 10))).toEqual([
    undefined,
    undefined,
    '02',
    '03',
    undefined,
  ])
})

test('before the draw there is no stream of it', () => {
  for (const more of [{ phase: 'draw' }, { status: 'cancelled' }] as const)
    expect(streamsOf({ ...promotion, ...more }, []).map(({ kind }) => kind)).toEqual(['promotion', 'recommendation'])
})

test('an entry’s stream is there for who asks for it, of this promotion only', () => {
  const kinds = (wanted: string) => streamsOf({ id: 'p' } as PromotionRow, [], wanted).map(({ stream }) => stream)
  expect(kinds('entry-p.9f2c')).toEqual(['promotion-p', 'entry-p.9f2c'])
  for (const other of ['entry-q.9f2c', 'entry-p', 'draw-p', '']) expect(kinds(other)).toEqual(['promotion-p'])
})

test('a draft has its own stream only, and one run needs no date', () => {
  expect(streamsOf({ id: 'p' } as PromotionRow, [])).toEqual([{ kind: 'promotion', stream: 'promotion-p' }])
  expect(streamsOf({ id: 'p' } as PromotionRow, [run('d', '')])[1]).toEqual({
    kind: 'distribution',
    stream: 'distribution-d',
  })
})

test.each([
  ['', [0, 7]],
  ['from=2&to=5', [2, 5]],
  ['from=5&to=2', [2, 5]],
  ['from=8&to=-1', [0, 7]],
  ['from=x&to=3.5', [0, 7]],
])('moments of %j', (query, moments) => {
  expect(chosenMoments(new URLSearchParams(query), 7)).toEqual(moments)
})
