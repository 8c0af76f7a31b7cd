import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entry } from './entry.ts'
import { given, NOW, past, play } from './given.ts'

const submitted = past('EntrySubmitted')
const asked = past('ParticipantErasureRequested')
const erased = past('ParticipantErased')
const renewed = past('EntryRenewed')
const { at: _at, consentedAt: _consentedAt, ...person } = submitted.data
const running = { ...person, promotionStatus: 'running' }
const { at: _when, others: _others, ...about } = asked.data
const { entryId, participantKey } = about
const erase = { entryId, others: ['p0.77aa'] }
const record = { entryId, participantKey }
const STATUSES = ['none', 'draft', 'scheduled', 'running', 'ended', 'cancelled']

describe('submit', () => {
  test('is recorded with the moment of consent', () => {
    expect(given(entry).when('SubmitEntry', running)).toEqual([
      { type: 'EntrySubmitted', data: { ...person, consentedAt: NOW, at: NOW } },
    ])
  })
  test.each(STATUSES.filter((status) => status !== 'running'))('is refused while the promotion is %s', (status) => {
    const command = { ...person, promotionStatus: status }
    for (const history of [[], [submitted, asked]])
      expect(given(entry, history).when('SubmitEntry', command)).toEqual({ rejected: 'PROMOTION_NOT_RUNNING' })
  })
  test.each(STATUSES)('a second one changes nothing, also while the promotion is %s', (status) => {
    const second = { ...person, promotionStatus: status, name: '다른 이름', source: 'kakao' }
    for (const history of [[submitted], [submitted, asked, erased, renewed]])
      expect(given(entry, history).when('SubmitEntry', second)).toEqual([])
  })
})

describe('erase', () => {
  test('is recorded with the key that is to be destroyed, and the person’s other entries', () => {
    expect(given(entry, [submitted]).when('EraseParticipant', erase)).toEqual([
      { type: 'ParticipantErasureRequested', data: { ...about, others: ['p0.77aa'], at: NOW } },
    ])
  })
  test('a second time changes nothing, whether the key is destroyed by then or not', () => {
    expect(given(entry, [submitted, asked]).when('EraseParticipant', erase)).toEqual([])
    expect(given(entry, [submitted, asked, erased]).when('EraseParticipant', erase)).toEqual([])
  })
  test('there is nobody to erase who has not entered', () => {
    expect(given(entry).when('EraseParticipant', erase)).toEqual({ rejected: 'ENTRY_NOT_FOUND' })
    expect(given(entry).when('RecordParticipantErased', record)).toEqual([])
  })
  test('that the key is destroyed is recorded once, and only of a key that was to be', () => {
    const done = [{ type: 'ParticipantErased', data: { ...about, at: NOW } }]
    expect(given(entry, [submitted]).when('RecordParticipantErased', record)).toEqual([])
    expect(given(entry, [submitted, asked]).when('RecordParticipantErased', record)).toEqual(done)
    expect(given(entry, [submitted, asked, erased]).when('RecordParticipantErased', record)).toEqual([])
    // The person may have come again before.
    expect(given(entry, [submitted, asked, renewed]).when('RecordParticipantErased', record)).toEqual(done)
  })
  test('who comes again has one entry still, under a key of its own, which can be erased as well', () => {
    const { source: _source, ...again } = person
    expect(given(entry, [submitted, asked]).when('SubmitEntry', running)).toEqual([
      {
        type: 'EntryRenewed',
        data: { ...again, participantKey: `${participantKey}-2`, consentedAt: NOW, at: NOW },
      },
    ])
    expect(given(entry, [submitted, asked, renewed]).when('EraseParticipant', erase)).toMatchObject([
      { data: { participantKey: `${participantKey}-2` } },
    ])
  })
})

test('any commands in any order: one entry, no key twice, and each destroyed one was asked for', () => {
  const command = fc.oneof(
    fc.constantFrom(...STATUSES, 'running', 'running').map((promotionStatus) => {
      return { type: 'SubmitEntry', input: { ...person, promotionStatus } }
    }),
    fc.constant({ type: 'EraseParticipant', input: erase }),
    fc.constantFrom('', '-2', '-3').map((nth) => {
      return { type: 'RecordParticipantErased', input: { entryId, participantKey: `${participantKey}${nth}` } }
    }),
  )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 16 }), (commands) => {
      const { events, steps, state } = play(entry, commands)
      const keysOf = (...types: string[]) =>
        events.filter(({ type }) => types.includes(type)).map(({ data }) => (data as typeof about).participantKey)
      const [came, askedFor, destroyed] = [
        keysOf('EntrySubmitted', 'EntryRenewed'),
        keysOf('ParticipantErasureRequested'),
        keysOf('ParticipantErased'),
      ]
      expect(keysOf('EntrySubmitted').length).toBe(Math.min(came.length, 1))
      for (const keys of [came, askedFor, destroyed]) expect(new Set(keys).size).toBe(keys.length)
      expect(came).toEqual(expect.arrayContaining(askedFor))
      expect(askedFor).toEqual(expect.arrayContaining(destroyed))
      expect(came.length - askedFor.length).toBe(state.status === 'submitted' ? 1 : 0)
      expect(entry.merchantOf(state)).toBe(events.length > 0 ? 'm1' : undefined)
      for (const { first, again } of steps) expect(again).toEqual(Array.isArray(first) ? [] : first)
    }),
    { numRuns: 200 },
  )
})
