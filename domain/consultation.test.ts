import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { consultation } from './consultation.ts'
import { given, NOW, past, play } from './given.ts'

const opened = past('ConsultationOpened')
const { at: _, ...facts } = opened.data
const { conversationId, merchantId, accountId } = facts as Record<string, string>
const { at: _at, merchantId: _m, accountId: _a, conversationId: _c, ...evidence } = past('DutyEvidenced').data
const ids = { conversationId, merchantId, accountId, at: NOW }
const recorded = { conversationId, messages: 4, model: 'rules', evidence: [evidence] }
const complete = { conversationId, accountId, role: 'staff' }

describe('checking', () => {
  test('the first time it is opened with its checklist', () => {
    expect(given(consultation).when('RequestConsultationCheck', { ...facts, messages: 4 })).toEqual([
      { type: 'ConsultationOpened', data: { ...facts, at: NOW } },
      { type: 'ConsultationCheckRequested', data: { ...ids, messages: 4 } },
    ])
  })

  test('evidence is kept once, and a changed verdict beside it', () => {
    const first = given(consultation, [opened]).when('RecordEvidence', recorded)
    expect(first).toMatchObject([{ type: 'DutyEvidenced', data: evidence }, { type: 'ConsultationChecked' }])
    const known = [opened, past('DutyEvidenced')]
    expect(given(consultation, known).when('RecordEvidence', recorded)).toMatchObject([{ type: 'ConsultationChecked' }])
    const otherwise = { ...recorded, evidence: [{ ...evidence, verdict: 'contradicted' }] }
    expect(given(consultation, known).when('RecordEvidence', otherwise)).toMatchObject([
      { type: 'DutyEvidenced', data: { verdict: 'contradicted' } },
      { type: 'ConsultationChecked' },
    ])
  })

  test('what a reply explained opens it the first time, and is kept once; nothing is said where nothing was found', () => {
    const note = { ...facts, evidence: [evidence] }
    expect(given(consultation).when('NoteEvidence', note)).toMatchObject([
      { type: 'ConsultationOpened', data: facts },
      { type: 'DutyEvidenced', data: evidence },
    ])
    const known = [opened, past('DutyEvidenced')]
    expect(given(consultation, known).when('NoteEvidence', note)).toEqual([])
    expect(given(consultation, [opened]).when('NoteEvidence', { ...note, evidence: [] })).toEqual([])
    expect(given(consultation, [...known, past('ConsultationCompleted')]).when('NoteEvidence', note)).toEqual([])
  })

  test('a duty that nobody owes is none', () => {
    const unknown = { ...recorded, evidence: [{ ...evidence, dutyId: 'other' }] }
    expect(given(consultation, [opened]).when('RecordEvidence', unknown)).toMatchObject([
      { type: 'ConsultationChecked' },
    ])
  })
})

describe('completing', () => {
  const complain = (history: ReturnType<typeof past>[]) =>
    given(consultation, history).when('CompleteConsultation', complete)

  test('is refused while something is missing, and says what', () => {
    expect(complain([opened])).toEqual({ rejected: 'DUTIES_MISSING' })
    const { decide } = consultation.commands.CompleteConsultation as never as { decide: (...a: unknown[]) => unknown }
    const { state } = given(consultation, [opened])
    expect(() => decide(complete, state, { now: NOW, merchantId })).toThrow('환불 안내')
  })

  test('is refused when what was said contradicts it', () => {
    const wrong = past('DutyEvidenced', { verdict: 'contradicted' })
    expect(complain([opened, past('DutyEvidenced'), wrong])).toEqual({ rejected: 'DUTIES_MISSING' })
  })

  test('is recorded once everything has been explained; then nothing changes any more', () => {
    const met = [opened, past('DutyEvidenced')]
    expect(complain(met)).toEqual([{ type: 'ConsultationCompleted', data: ids }])
    const done = [...met, past('ConsultationCompleted')]
    expect(complain(done)).toEqual([])
    expect(given(consultation, done).when('RecordEvidence', recorded)).toEqual([])
    expect(given(consultation, done).when('RequestConsultationCheck', { ...facts, messages: 9 })).toEqual([])
  })

  test('a colleague’s is nobody’s business but the owner’s', () => {
    const met = [opened, past('DutyEvidenced')]
    const other = { ...complete, accountId: 'a7' }
    expect(given(consultation, met).when('CompleteConsultation', other)).toEqual({ rejected: 'CONSULTATION_NOT_FOUND' })
    expect(given(consultation, met).when('CompleteConsultation', { ...other, role: 'owner' })).toHaveLength(1)
  })
})

test('whatever is found in whatever order, it is complete only with everything met at last', () => {
  const step = fc.oneof(
    fc
      .record({
        type: fc.constantFrom('RecordEvidence', 'NoteEvidence'),
        verdict: fc.constantFrom('met', 'contradicted'),
      })
      .map(({ type, verdict }) => ({ type, input: { ...facts, ...recorded, evidence: [{ ...evidence, verdict }] } })),
    fc.constant({ type: 'CompleteConsultation', input: complete }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const { events } = play(consultation, [
        { type: 'RequestConsultationCheck', input: { ...facts, messages: 1 } },
        ...steps,
      ])
      const verdicts = events.filter(({ type }) => type === 'DutyEvidenced')
      const isComplete = events.some(({ type }) => type === 'ConsultationCompleted')
      if (isComplete) expect(verdicts.at(-1)?.data).toMatchObject({ verdict: 'met' })
    }),
  )
})
