import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entry } from './entry.ts'
import { given, NOW, past, play } from './given.ts'

const submitted = past('EntrySubmitted')
const { at: _at, consentedAt: _consentedAt, ...person } = submitted.data
const running = { ...person, promotionStatus: 'running' }
const STATUSES = ['none', 'draft', 'scheduled', 'running', 'ended', 'cancelled']

describe('submit', () => {
  test('is recorded with the moment of consent', () => {
    expect(given(entry).when('SubmitEntry', running)).toEqual([
      { type: 'EntrySubmitted', data: { ...person, consentedAt: NOW, at: NOW } },
    ])
  })
  test.each(STATUSES.filter((status) => status !== 'running'))('is refused while the promotion is %s', (status) => {
    const refused = given(entry).when('SubmitEntry', { ...person, promotionStatus: status })
    expect(refused).toEqual({ rejected: 'PROMOTION_NOT_RUNNING' })
  })
  test.each(STATUSES)('a second one changes nothing, also while the promotion is %s', (status) => {
    const second = { ...person, promotionStatus: status, name: '다른 이름', source: 'kakao' }
    expect(given(entry, [submitted]).when('SubmitEntry', second)).toEqual([])
  })
})

test('any commands: one entry at most, and only from a running promotion', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...STATUSES), { maxLength: 8 }), (statuses) => {
      const commands = statuses.map((promotionStatus) => ({
        type: 'SubmitEntry',
        input: { ...person, promotionStatus },
      }))
      const { events, steps, state } = play(entry, commands)
      expect(events).toHaveLength(statuses.includes('running') ? 1 : 0)
      expect(entry.merchantOf(state)).toBe(events.length > 0 ? 'm1' : undefined)
      for (const { first, again } of steps) expect(again).toEqual(Array.isArray(first) ? [] : first)
    }),
    { numRuns: 60 },
  )
})
