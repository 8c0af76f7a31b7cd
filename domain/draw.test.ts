import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draw } from './draw.ts'
import { given, NOW, past, play } from './given.ts'
import { PromotionStatus } from './promotion-state.ts'

const drawn = past('WinnersDrawn')
const { at: _, ...facts } = drawn.data
const drawing = { ...facts, promotionStatus: 'ended' }

test('the winners of a promotion that has ended are recorded with the seed that chose them', () => {
  expect(given(draw).when('DrawWinners', drawing)).toEqual([{ type: 'WinnersDrawn', data: { ...facts, at: NOW } }])
})

test('a second draw changes nothing, whoever it would have chosen', () => {
  const other = { ...drawing, seed: 'ffff', winners: ['p1.k1'] }
  expect(given(draw, [drawn]).when('DrawWinners', other)).toEqual([])
})

test.each(['none', 'draft', 'scheduled', 'running', 'cancelled'])(
  'nothing is drawn while it is %s',
  (promotionStatus) => {
    expect(given(draw).when('DrawWinners', { ...drawing, promotionStatus })).toEqual({
      rejected: 'PROMOTION_NOT_ENDED',
    })
  },
)

test('without entrants there is nobody to draw', () => {
  const empty = { ...drawing, entrants: 0, winners: [] }
  expect(given(draw).when('DrawWinners', empty)).toEqual({ rejected: 'NOBODY_ENTERED' })
})

test('whatever is asked in whatever order, there is one draw at most and a repeat is silent', () => {
  const command = fc.record({
    promotionStatus: fc.constantFrom(...PromotionStatus.options),
    winners: fc.array(fc.string(), { maxLength: 4 }),
  })
  fc.assert(
    fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
      const sent = commands.map((changes) => ({ type: 'DrawWinners', input: { ...drawing, ...changes } }))
      const { events, steps } = play(draw, sent)
      expect(events.length).toBeLessThanOrEqual(1)
      for (const { first, again } of steps) if (Array.isArray(first)) expect(again).toEqual([])
    }),
  )
})

describe('a promotion that nobody entered', () => {
  const close = { promotionId: 'p1', merchantId: 'm1', promotionStatus: 'ended', entrants: 0 }
  const closed = { type: 'NobodyEntered', data: { promotionId: 'p1', merchantId: 'm1', at: NOW } }

  test('is closed, once', () => {
    expect(given(draw).when('CloseUnentered', close)).toEqual([closed])
    expect(given(draw, [past('NobodyEntered')]).when('CloseUnentered', close)).toEqual([])
  })

  test('is not closed while it runs, nor when somebody entered, nor after its draw', () => {
    const running = { ...close, promotionStatus: 'running' }
    expect(given(draw).when('CloseUnentered', running)).toEqual({ rejected: 'PROMOTION_NOT_ENDED' })
    expect(given(draw).when('CloseUnentered', { ...close, entrants: 1 })).toEqual([])
    expect(given(draw, [drawn]).when('CloseUnentered', close)).toEqual([])
  })

  test('can still be drawn when an entry was on its way', () => {
    const events = given(draw, [past('NobodyEntered')]).when('DrawWinners', drawing)
    expect(events).toMatchObject([{ type: 'WinnersDrawn' }])
  })
})
