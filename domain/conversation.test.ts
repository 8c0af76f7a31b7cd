import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conversation } from './conversation.ts'
import { given, NOW, past, play } from './given.ts'

const started = past('ConversationStarted')
const sent = past('MessageSent')
const requested = past('ReplyRequested')
const completed = past('ReplyCompleted')
const interrupted = past('ReplyInterrupted')
const begun = [started, sent, requested]
const mine = { conversationId: 'c1', accountId: 'a1' }
const ask = { assistantId: 'merchant', assistantVersion: 1, language: 'ko', role: 'owner' }
const ids = { ...mine, merchantId: 'm1', at: NOW }
const said = { text: '어제는 12명', citations: [], sources: [] }

describe('what a person says', () => {
  const saying = { ...mine, ...ask, text: '안녕하세요' }
  const types = (outcome: unknown) => (outcome as { type: string }[]).map(({ type }) => type)

  test('begins a conversation, and asks for a reply in the same breath', () => {
    expect(given(conversation).when('SendChatMessage', saying)).toEqual([
      { type: 'ConversationStarted', data: { ...ids, assistantId: 'merchant', assistantVersion: 1, language: 'ko' } },
      { type: 'MessageSent', data: { ...ids, messageId: 'c1_m1', text: '안녕하세요' } },
      {
        type: 'ReplyRequested',
        data: { ...ids, ...ask, replyId: 'c1_r1', turn: 1, continues: false },
      },
    ])
  })
  test('goes on with it, and brings it back from the archive', () => {
    const history = [...begun, completed, past('ConversationArchived')]
    const outcome = given(conversation, history).when('SendChatMessage', saying)
    expect(types(outcome)).toEqual(['MessageSent', 'ReplyRequested'])
    expect(outcome).toMatchObject([{ data: { messageId: 'c1_m2' } }, { data: { replyId: 'c1_r2', turn: 2 } }])
    expect(given(conversation, [...history, sent]).state).toMatchObject({ archived: false })
  })
  test('waits for the reply that is being written', () => {
    expect(given(conversation, begun).when('SendChatMessage', saying)).toEqual({ rejected: 'REPLY_UNDER_WAY' })
  })
  test("is not put into somebody else's conversation", () => {
    const theirs = { ...saying, accountId: 'a2' }
    expect(given(conversation, [...begun, completed]).when('SendChatMessage', theirs)).toEqual({
      rejected: 'CONVERSATION_NOT_FOUND',
    })
  })
})

describe('a reply', () => {
  const complete = { conversationId: 'c1', turn: 1, ...said }
  const interrupt = { ...complete, why: 'crashed' }
  const reply = { ...ids, replyId: 'c1_r1', turn: 1, assistantId: 'merchant', ...said }

  test('is recorded once, whole or cut short, whichever comes first', () => {
    const open = given(conversation, begun)
    expect(open.when('CompleteReply', complete)).toEqual([{ type: 'ReplyCompleted', data: reply }])
    expect(open.when('InterruptReply', interrupt)).toEqual([
      { type: 'ReplyInterrupted', data: { ...reply, why: 'crashed' } },
    ])
    for (const end of [completed, interrupted]) {
      expect(given(conversation, [...begun, end]).when('CompleteReply', complete)).toEqual([])
      expect(given(conversation, [...begun, end]).when('InterruptReply', interrupt)).toEqual([])
    }
  })
  test('of another turn is not taken', () => {
    expect(given(conversation, begun).when('CompleteReply', { ...complete, turn: 2 })).toEqual([])
    expect(given(conversation).when('CompleteReply', complete)).toEqual([])
  })
  test('is stopped once', () => {
    const stop = { type: 'ReplyStopRequested', data: { ...ids, replyId: 'c1_r1', turn: 1 } }
    expect(given(conversation, begun).when('StopReply', mine)).toEqual([stop])
    expect(given(conversation, [...begun, past('ReplyStopRequested')]).when('StopReply', mine)).toEqual([])
    expect(given(conversation, [...begun, completed]).when('StopReply', mine)).toEqual([])
  })
  test('that was cut short is continued, as a turn of its own', () => {
    const again = { ...mine, ...ask, replyId: 'c1_r1' }
    expect(given(conversation, [...begun, interrupted]).when('ContinueReply', again)).toEqual([
      { type: 'ReplyRequested', data: { ...ids, ...ask, replyId: 'c1_r1', turn: 2, continues: true } },
    ])
    expect(given(conversation, begun).when('ContinueReply', again)).toEqual([])
    expect(given(conversation, [...begun, completed]).when('ContinueReply', again)).toEqual({
      rejected: 'REPLY_NOT_INTERRUPTED',
    })
    expect(given(conversation, begun).when('ContinueReply', { ...again, replyId: 'c1_r9' })).toEqual({
      rejected: 'REPLY_NOT_FOUND',
    })
  })
})

describe('afterwards', () => {
  const whole = [...begun, completed]
  const helped = { ...mine, replyId: 'c1_r1', helpful: true }
  const facts = { ...ids, replyId: 'c1_r1', assistantId: 'merchant', model: 'claude-haiku-5-5' }

  test('feedback names the model that answered, and what was said before', () => {
    expect(given(conversation, whole).when('GiveFeedback', helped)).toEqual([
      { type: 'FeedbackGiven', data: { ...facts, helpful: true } },
    ])
    const changed = past('FeedbackGiven', { helpful: true, reason: undefined })
    expect(given(conversation, [...whole, changed]).when('GiveFeedback', helped)).toEqual([])
    const other = { ...helped, helpful: false, reason: '날짜가 달라요' }
    expect(given(conversation, [...whole, changed]).when('GiveFeedback', other)).toEqual([
      { type: 'FeedbackGiven', data: { ...facts, helpful: false, reason: '날짜가 달라요', before: true } },
    ])
  })
  test('feedback waits for the end of the reply', () => {
    expect(given(conversation, begun).when('GiveFeedback', helped)).toEqual({ rejected: 'REPLY_UNDER_WAY' })
  })
  test('a draft is accepted once, where there is one', () => {
    const accept = { ...mine, replyId: 'c1_r1', promotionId: 'p1' }
    expect(given(conversation, whole).when('AcceptProposal', accept)).toEqual([
      { type: 'ProposalAccepted', data: { ...ids, replyId: 'c1_r1', promotionId: 'p1' } },
    ])
    expect(given(conversation, [...whole, past('ProposalAccepted')]).when('AcceptProposal', accept)).toEqual([])
    const plain = [...begun, past('ReplyCompleted', { draft: undefined })]
    expect(given(conversation, plain).when('AcceptProposal', accept)).toEqual({ rejected: 'NOTHING_PROPOSED' })
  })
  test('it is renamed and put away, each once', () => {
    const open = given(conversation, whole)
    expect(open.when('RenameConversation', { ...mine, title: '참여' })).toEqual([
      { type: 'ConversationRenamed', data: { ...ids, title: '참여' } },
    ])
    expect(open.when('ArchiveConversation', mine)).toEqual([{ type: 'ConversationArchived', data: ids }])
    const renamed = given(conversation, [...whole, past('ConversationRenamed'), past('ConversationArchived')])
    expect(renamed.when('RenameConversation', { ...mine, title: '어제 참여' })).toEqual([])
    expect(renamed.when('ArchiveConversation', mine)).toEqual([])
  })
  test('a summary only ever covers more', () => {
    const sum = { conversationId: 'c1', upTo: 1, text: '요약' }
    expect(given(conversation, whole).when('SummariseHistory', sum)).toEqual([
      { type: 'HistorySummarised', data: { ...ids, upTo: 1, text: '요약' } },
    ])
    expect(given(conversation, [...whole, past('HistorySummarised')]).when('SummariseHistory', sum)).toEqual([])
    expect(given(conversation, whole).when('SummariseHistory', { ...sum, upTo: 9 })).toEqual([])
  })
})

const anyCommand = fc.oneof(
  fc.record({
    type: fc.constantFrom('SendChatMessage', 'StopReply', 'ArchiveConversation'),
    turn: fc.nat(4),
    by: fc.constantFrom('a1', 'a2'),
  }),
  fc.record({
    type: fc.constantFrom('CompleteReply', 'InterruptReply', 'ContinueReply', 'GiveFeedback'),
    turn: fc.integer({ min: 1, max: 4 }),
    by: fc.constant('a1'),
  }),
)

test('whatever is asked in whatever order: one reply at a time, each turn ends once, and one person only', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 25 }), (commands) => {
      const inputs = commands.map(({ type, turn, by }) => ({
        type,
        input: {
          ...{ ...mine, ...ask, ...said, accountId: by, text: 'x', turn: Math.max(1, turn) },
          ...{ why: 'stopped', helpful: turn % 2 === 0, replyId: `c1_r${turn}` },
        },
      }))
      const { events, steps } = play(conversation, inputs)
      const turns = events
        .filter(({ type }) => type === 'ReplyRequested')
        .map(({ data }) => (data as { turn: number }).turn)
      expect(turns).toEqual(turns.map((_, index) => index + 1))
      const ends = events.filter(({ type }) => /^Reply(Completed|Interrupted)$/.test(type))
      expect(new Set(ends.map(({ data }) => (data as { turn: number }).turn)).size).toBe(ends.length)
      expect(turns.length - ends.length).toBeLessThanOrEqual(1)
      const people = new Set(events.map(({ data }) => (data as { accountId: string }).accountId))
      expect(people.size).toBeLessThanOrEqual(1)
      for (const { first, again } of steps)
        if (Array.isArray(first)) expect([[], { rejected: 'REPLY_UNDER_WAY' }]).toContainEqual(again)
    }),
  )
})
