import { describe, expect, test } from 'vitest'
import { type Chunk, Fenced, type ReplyEnd, textOf } from '../adapters/assistant/chunk-log.ts'
import type { ReplyPart } from '../adapters/assistant/port.ts'
import { ReplyCut } from '../adapters/assistant/write-reply.ts'
import { past } from '../domain/given.ts'
import { type ReplyDeps, replyHandlers } from './reply-handlers.ts'

const turn = { conversationId: 'c1', turn: 1 }
const begun = [past('ConversationStarted'), past('MessageSent'), past('ReplyRequested')]
const END: ReplyPart = { type: 'end', citations: [], sources: [] }
const say = (text: string): ReplyPart => ({ type: 'text', text })
const assistant = {
  assistantId: 'merchant',
  version: 1,
  name: 'x',
  instructions: '',
  modelPreference: [],
  tools: [],
  hooks: [],
}

/** A desk with a log in memory, so that what a crash leaves behind can be laid out. */
function desk(write: ReplyDeps['write'], { history = begun, left = [] as string[], end }: Left = {}) {
  const pieces: Chunk[] = left.map((text, index) => ({ kind: 'text', text, n: index + 1 }) as Chunk)
  if (end) pieces.push({ kind: 'end', end, n: pieces.length + 1 } as Chunk)
  const sent: { type: string; input: Record<string, unknown> }[] = []
  const told: string[] = []
  const chunks: ReplyDeps['chunks'] = {
    write: async (_key, n, content) => {
      if (pieces.some((piece) => piece.n === n)) throw new Fenced('taken')
      pieces.push({ ...content, n } as Chunk)
    },
    ofTurn: async () => [...pieces],
    after: async () => [],
    seal: async (_key, last) => {
      if (pieces.at(-1)?.kind !== 'end') pieces.push({ kind: 'end', end: last, n: pieces.length + 1 } as Chunk)
      return [...pieces]
    },
  }
  const handlers = replyHandlers({
    store: { readStream: async () => ({ events: history as never, revision: 2, hash: '' }) },
    chunks,
    assistantOf: async () => assistant,
    write,
    ended: async ({ conversationId }) => void told.push(conversationId),
    send: async (type, input) => void sent.push({ type, input }),
  }) as unknown as Record<string, (effect: object, context: object) => Promise<void>>
  const context = (more = {}) => ({
    ...{ effectId: 'e', recovered: false, merchantId: 'm1', correlationId: 'c', signal: new AbortController().signal },
    ...more,
  })
  return {
    pieces,
    sent,
    told,
    write: (more = {}, number = 1) =>
      handlers['write-reply']?.({ type: 'write-reply', ...turn, turn: number }, context(more)),
    stop: (why = 'stopped') => handlers['stop-writing']?.({ type: 'stop-writing', why, ...turn }, context()),
  }
}
interface Left {
  history?: typeof begun
  left?: string[]
  end?: ReplyEnd
}

async function* saying(...parts: ReplyPart[]) {
  yield* parts
}

test('a whole reply is written down piece by piece, closed, and recorded', async () => {
  const { write, pieces, sent, told } = desk(() =>
    saying({ type: 'step', step: 'reading' }, say('어제는 '), say('12명'), END),
  )
  await write()
  expect(told).toEqual(['c1'])
  expect(pieces.map(({ kind }) => kind)).toEqual(['step', 'text', 'text', 'end'])
  expect(sent).toEqual([{ type: 'CompleteReply', input: { ...turn, text: '어제는 12명', citations: [], sources: [] } }])
})

test('a turn that is open is answered, one that has ended is not', async () => {
  for (const [history, written] of [
    [begun, 1],
    [[...begun, past('ReplyCompleted')], 0],
  ] as const) {
    const { write, sent } = desk(() => saying(say('12명'), END), { history: [...history] })
    await write()
    expect(sent).toHaveLength(written)
  }
})

test('what breaks off after a word is recorded as far as it came', async () => {
  const extras = { citations: [], sources: [{ label: '참여', href: '/results', asOf: '2026-11-21T00:00:00.000Z' }] }
  const { write, sent } = desk(async function* () {
    yield say('어제는 ')
    throw new ReplyCut('PROVIDER_FAILED', extras)
  })
  await write()
  expect(sent).toMatchObject([
    { type: 'InterruptReply', input: { text: '어제는 ', why: 'failed', code: 'PROVIDER_FAILED', ...extras } },
  ])
})

describe('after a crash', () => {
  const never = () => {
    throw new Error('it was begun anew')
  }
  test('what somebody has read is not said anew: it is closed as it is', async () => {
    const { write, pieces, sent } = desk(never, { left: ['어제는 ', '12'] })
    await write({ recovered: true })
    expect(textOf(pieces)).toBe('어제는 12')
    expect(sent).toMatchObject([{ type: 'InterruptReply', input: { text: '어제는 12', why: 'crashed' } }])
  })
  test('one that had come to its end is recorded as whole', async () => {
    const end: ReplyEnd = { outcome: 'completed', citations: [], sources: [] }
    const { write, sent } = desk(never, { left: ['12명'], end })
    await write({ recovered: true })
    expect(sent).toMatchObject([{ type: 'CompleteReply', input: { text: '12명' } }])
  })
  test('one that nobody has read a word of is written after all', async () => {
    const { write, sent } = desk(() => saying(say('12명'), END))
    await write({ recovered: true })
    expect(sent).toMatchObject([{ type: 'CompleteReply', input: { text: '12명' } }])
  })
  test('one that was to be stopped is stopped', async () => {
    const { write, sent } = desk(never, { history: [...begun, past('ReplyStopRequested')], left: ['어제'] })
    await write({ recovered: true })
    expect(sent).toMatchObject([{ type: 'InterruptReply', input: { text: '어제', why: 'stopped' } }])
  })
  test('a turn that has ended is left alone, but who is told of its end is told once more', async () => {
    const { write, sent, told } = desk(never, { history: [...begun, past('ReplyCompleted')], left: ['12명'] })
    await write({ recovered: true })
    expect([sent, told]).toEqual([[], ['c1']])
  })
})

test('Stop ends the writer, which keeps what was said', async () => {
  const said = Promise.withResolvers<void>()
  const { write, stop, sent } = desk(async function* (_job, signal) {
    yield say('어제는 ')
    said.resolve()
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  })
  const writing = write()
  await said.promise
  await stop()
  await writing
  expect(sent[0]).toMatchObject({ type: 'InterruptReply', input: { text: '어제는 ', why: 'stopped' } })
})

test('a writer that is told to end with its process records nothing: the next one does', async () => {
  const end = new AbortController()
  const { write, sent } = desk(async function* (_job, signal) {
    yield say('어제는 ')
    end.abort(new Error('the process ends'))
    signal.throwIfAborted()
  })
  await expect(write({ signal: end.signal })).rejects.toThrow('the process ends')
  expect(sent).toEqual([])
})

test('a writer whose place is taken goes no further', async () => {
  const { write, pieces, sent } = desk(async function* () {
    pieces.push({
      kind: 'end',
      end: { outcome: 'interrupted', why: 'crashed', citations: [], sources: [] },
      n: 1,
    } as Partial<Chunk> as Chunk)
    yield say('어제는 ')
    yield { type: 'step', step: 'reading' }
  })
  await expect(write()).rejects.toThrow(Fenced)
  expect([textOf(pieces), sent]).toEqual(['', []])
})

test('a continued reply goes on behind what was said', async () => {
  const history = [...begun, past('ReplyInterrupted'), past('ReplyRequested', { turn: 2, continues: true })]
  const jobs: unknown[] = []
  const { write, sent } = desk(
    (job) => {
      jobs.push([job.question, job.prior])
      return saying(say(' 참여했어요'), END)
    },
    { history },
  )
  await write({}, 2)
  expect(jobs).toEqual([['어제 몇 명 참여했어? 어느 채널에서?', '어제는 12명이']])
  expect(sent).toMatchObject([{ type: 'CompleteReply', input: { turn: 2, text: '어제는 12명이 참여했어요' } }])
})
