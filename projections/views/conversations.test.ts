import { describe, expect, it } from 'vitest'
import { type Data, recorded, rowsOf } from '../harness.ts'
import { assistantResults } from './assistant-results.ts'
import { conversations, messages } from './conversations.ts'
import { days } from './days.ts'

const own = { conversationId: 'c1', merchantId: 'shop', accountId: 'a1' }
const reply = { ...own, replyId: 'c1_r1', turn: 1, assistantId: 'merchant' }
const started = recorded('ConversationStarted', 1, {
  ...own,
  assistantId: 'merchant',
  assistantVersion: 1,
  language: 'ko',
})
const said = recorded('MessageSent', 2, { ...own, messageId: 'c1_m1', text: '어제 몇 명?\n채널은?' })
const requested = recorded('ReplyRequested', 3, {
  ...{ ...reply, assistantVersion: 1, role: 'owner', language: 'ko', continues: false },
})
const usage = {
  ...{ provider: 'anthropic', model: 'haiku', inputTokens: 100, outputTokens: 10, costUsd: 0.5, calls: 2 },
  ...{ failedFirst: [], firstTokenMs: 300 },
}
const whole: Data<'ReplyCompleted'> = { ...reply, text: '12명', citations: [], sources: [], usage }
const completed = recorded('ReplyCompleted', 4, whole)
const interrupted = recorded('ReplyInterrupted', 4, { ...whole, text: '12', why: 'stopped' })
const begun = [started, said, requested]

describe('conversations', () => {
  const of = (...events: Parameters<typeof rowsOf>[1]) => rowsOf(conversations, [...begun, ...events]).get('c1')
  it('are named after what was said first, and know whether a reply is being written', () => {
    expect(of()).toMatchObject({ title: '어제 몇 명?\n채널은?', writing: true, turn: 1, messages: 1, accountId: 'a1' })
    expect(of(completed)).toMatchObject({ writing: false })
  })
  it('can be renamed and put away, and come back with a message', () => {
    const renamed = recorded('ConversationRenamed', 5, { ...own, title: '참여' })
    const archived = recorded('ConversationArchived', 6, own)
    expect(of(completed, renamed, archived)).toMatchObject({ title: '참여', archived: true })
    const again = recorded('MessageSent', 7, { ...own, messageId: 'c1_m2', text: '오늘은?' })
    expect(of(completed, renamed, archived, again)).toMatchObject({ title: '참여', archived: false })
  })
  it('are never published', () => {
    expect([conversations.private, messages.private, assistantResults.private]).toEqual([true, true, true])
  })
})

describe('messages', () => {
  const of = (...events: Parameters<typeof rowsOf>[1]) => rowsOf(messages, [...begun, ...events])
  it('are a row each, and so are replies', () => {
    expect(of().get('c1_m1')).toMatchObject({ by: 'person', text: '어제 몇 명?\n채널은?' })
    expect(of().get('c1_r1')).toMatchObject({ by: 'assistant', status: 'writing', text: '', turn: 1 })
    expect(of(completed).get('c1_r1')).toMatchObject({ status: 'completed', text: '12명', usage: { model: 'haiku' } })
  })
  it('that are continued keep what was said, and forget why they were cut', () => {
    const again = recorded('ReplyRequested', 5, {
      ...{ ...reply, turn: 2, assistantVersion: 1, role: 'owner', language: 'ko', continues: true },
    })
    const row = of(interrupted, again).get('c1_r1')
    expect(row).toMatchObject({ status: 'writing', text: '12', turn: 2 })
    const done = of(interrupted, again, recorded('ReplyCompleted', 6, { ...whole, turn: 2 })).get('c1_r1')
    expect(done).toMatchObject({ status: 'completed', text: '12명' })
    expect(done).not.toHaveProperty('why')
  })
  it('carry feedback, and what became of a draft', () => {
    const feedback = {
      ...own,
      replyId: 'c1_r1',
      assistantId: 'merchant',
      model: 'haiku',
      helpful: false,
      reason: '달라요',
    }
    const given = recorded('FeedbackGiven', 5, feedback)
    const accepted = recorded('ProposalAccepted', 6, { ...own, replyId: 'c1_r1', promotionId: 'p1' })
    expect(of(completed, given, accepted).get('c1_r1')).toMatchObject({
      ...{ feedback: { helpful: false, reason: '달라요' }, promotionId: 'p1' },
    })
  })
})

describe('results of assistants', () => {
  const feedback = (position: number, helpful: boolean, before?: boolean) =>
    recorded('FeedbackGiven', position, {
      ...{ ...own, replyId: 'c1_r1', assistantId: 'merchant', model: 'haiku', helpful },
      ...(before === undefined ? {} : { before }),
    })
  it('add up by model, and count one opinion a reply', () => {
    const rows = rowsOf(assistantResults, [...begun, completed, feedback(5, true), feedback(6, false, true)])
    expect([...rows.values()]).toMatchObject([
      {
        ...{ _id: 'shop_merchant_haiku', completed: 1, interrupted: 0, helpful: 0, unhelpful: 1 },
        ...{ inputTokens: 100, costUsd: 0.5, timed: 1, firstTokenMs: 300 },
      },
    ])
  })
})

describe('days', () => {
  it('count by channel and by promotion', () => {
    const entry = (position: number, source: 'instagram' | 'direct') =>
      recorded('EntrySubmitted', position, {
        ...{ entryId: `p.${position}`, merchantId: 'shop', promotionId: 'p', participantKey: `${position}` },
        ...{ name: 'Kim', phone: '01012345678', source, consentedAt: '2026-11-21T03:00:00.000Z' },
      })
    const rows = rowsOf(days, [entry(1, 'instagram'), entry(2, 'instagram'), entry(3, 'direct')])
    expect([...rows.values()]).toMatchObject([
      { entries: 3, channels: { instagram: 2, direct: 1 }, promotions: { p: 3 } },
    ])
  })
})
