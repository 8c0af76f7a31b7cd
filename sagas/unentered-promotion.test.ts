import { expect, test } from 'vitest'
import { past } from '../domain/given.ts'
import { follow, recorded } from './harness.ts'
import { unenteredPromotion } from './unentered-promotion.ts'

test('an end leads to one look whether anybody entered, and is done with', () => {
  const story = follow(unenteredPromotion, 'p1')
  const ended = recorded(past('PromotionEnded'), 'the end')
  const close = { type: 'command', command: 'CloseUnentered', input: { promotionId: 'p1' } }
  expect(story.see(ended)).toEqual([close])
  expect(story.see(ended)).toEqual([])
  expect(story.lived().snapshot.status).toBe('done')
  expect(story.replayed()).toEqual(story.lived())
})
