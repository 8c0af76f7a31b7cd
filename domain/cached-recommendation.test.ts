import { expect, test } from 'vitest'
import { cachedRecommendation } from './cached-recommendation.ts'
import { given, NOW, past } from './given.ts'

const forgotten = past('RecommendationsInvalidated')
const { at: _, ...criteria } = forgotten.data

test('every invalidation is recorded, also after an earlier one: the plans may have been made again meanwhile', () => {
  const event = { type: 'RecommendationsInvalidated', data: { ...criteria, at: NOW } }
  expect(given(cachedRecommendation).when('InvalidateRecommendations', criteria)).toEqual([event])
  expect(given(cachedRecommendation, [forgotten]).when('InvalidateRecommendations', criteria)).toEqual([event])
})
