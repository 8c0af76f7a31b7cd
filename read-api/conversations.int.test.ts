import { afterEach, expect, test } from 'vitest'
import { type Chunk, chatSubject, openChunkLog, type ReplyEnd, seqOf } from '../adapters/assistant/chunk-log.ts'
import type { ConversationRow, MessageRow } from '../projections/rows/conversations.ts'
import { registerConversationLive } from './conversation-live.ts'
import { actorOf, NOW, readSideForTests } from './harness.ts'

const chunksOf = (publish: (subject: string, data: string) => void = () => {}) =>
  openChunkLog(world.db.collection<Chunk>('reply_chunks'), publish)

const world = readSideForTests({}, (app, { db, keys, nats }) =>
  registerConversationLive(app, {
    ends: world.ends,
    ...{ db, keys, nats, sweepMs: 200, onError: () => {} },
    chunks: openChunkLog(db.collection<Chunk>('reply_chunks'), () => {}),
  }),
)
const owner = actorOf('m1')
const colleague = { ...owner, accountId: 'm1-colleague', role: 'staff' as const }
const stranger = actorOf('m2')
const END: ReplyEnd = { outcome: 'completed', citations: [], sources: [] }

const conversationOf = (id: string, more: Partial<ConversationRow> = {}): ConversationRow => ({
  ...{ _id: id, merchantId: 'm1', accountId: owner.accountId, position: 1, assistantId: 'merchant', title: '참여' },
  ...{ startedAt: NOW, updatedAt: NOW, messages: 1, turn: 1, writing: true, archived: false },
  ...more,
})
const messageOf = (id: string, conversationId: string, more: Partial<MessageRow> = {}): MessageRow => ({
  ...{ _id: id, conversationId, merchantId: 'm1', accountId: owner.accountId, position: 1, by: 'person' },
  ...{ text: '어제 몇 명?', at: NOW, order: 1, status: 'completed', citations: [], sources: [] },
  ...more,
})
interface Body {
  items: unknown[]
}
const body = async (path: string, actor = owner): Promise<Body> =>
  (await world.get(`/api/v1${path}`, actor)).json() as Promise<Body>
const status = async (path: string, actor = owner) => (await world.get(`/api/v1${path}`, actor)).status

const open = new Set<AbortController>()
afterEach(() => {
  for (const stream of open) stream.abort()
  open.clear()
})

/** Follows a conversation; `text` grows as pieces come. */
async function follow(id: string, headers: Record<string, string> = {}, after?: number) {
  const end = new AbortController()
  open.add(end)
  const stream = { events: [] as { event: string; id: number; data: Record<string, unknown> }[], text: '' }
  const response = await world.get(
    `/api/v1/conversations/${id}/live${after === undefined ? '' : `?after=${after}`}`,
    owner,
    headers,
  )
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  end.signal.addEventListener('abort', () => void reader?.cancel())
  const read = async () => {
    let rest = ''
    for (;;) {
      const { value, done } = (await reader?.read()) ?? { done: true }
      if (done) return
      const blocks = `${rest}${value}`.split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const of = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? ''
        if (!of('event')) continue
        const data = JSON.parse(of('data'))
        stream.events.push({ event: of('event'), id: Number(of('id')), data })
        if (data.kind === 'text') stream.text += data.text
      }
    }
  }
  void read().catch(() => {})
  return stream
}
const until = async (holds: () => boolean) => {
  for (const end = Date.now() + 60_000; !holds(); await new Promise((next) => setTimeout(next, 10)))
    if (Date.now() > end) throw new Error('it did not come about in time')
}
const turn = (conversationId: string, number = 1) => ({
  ...{ merchantId: 'm1', conversationId, replyId: `${conversationId}_r1`, turn: number },
})

test('one sees one’s own conversations only: not a colleague’s, and not another shop’s', async () => {
  await world.put('conversations', conversationOf('c1'))
  await world.put('messages', messageOf('c1_m1', 'c1'))
  expect((await body('/conversations')).items).toMatchObject([{ id: 'c1', title: '참여' }])
  expect(await body('/conversations/c1')).toMatchObject({ messages: [{ text: '어제 몇 명?' }], live: seqOf(1, 0) })
  for (const other of [colleague, stranger]) {
    expect((await body('/conversations', other)).items).toEqual([])
    expect(await status('/conversations/c1', other)).toBe(404)
    expect(await status('/conversations/c1/live', other)).toBe(404)
  }
  expect(await status('/conversations/c1', actorOf('m1', 'auditor'))).toBe(403)
})

test('pieces come in order as they are written, and over NATS at once', async () => {
  await world.put('conversations', conversationOf('c2'))
  const stream = await follow('c2')
  const log = chunksOf((subject, data) => world.nats.publish(subject, data))
  for (const [index, text] of ['어제는 ', '12명이 ', '왔어요'].entries())
    await log.write(turn('c2'), index + 1, { kind: 'text', text })
  await log.seal(turn('c2'), END)
  await until(() => stream.events.some(({ data }) => data.kind === 'end'))
  expect(stream.text).toBe('어제는 12명이 왔어요')
  expect(stream.events.filter(({ event }) => event === 'piece').map(({ id }) => id)).toEqual([
    100_001, 100_002, 100_003, 100_004,
  ])
})

test('what NATS loses is found among the rows', async () => {
  await world.put('conversations', conversationOf('c3'))
  const stream = await follow('c3')
  const told: string[] = []
  const log = chunksOf((_subject, data) => told.push(data))
  for (const [index, text] of ['a', 'b', 'c'].entries()) await log.write(turn('c3'), index + 1, { kind: 'text', text })
  // Only the last one arrives, and twice.
  for (const data of [told[2], told[2]]) world.nats.publish(chatSubject('m1', 'c3'), `${data}`)
  await until(() => stream.text === 'abc')
  await log.write(turn('c3'), 4, { kind: 'text', text: 'd' })
  await until(() => stream.text === 'abcd')
  await until(() => stream.events.some(({ event }) => event === 'beat'))
})

test('after a reload it goes on where it was, whoever answers', async () => {
  await world.put('conversations', conversationOf('c4'))
  const log = chunksOf()
  for (const [index, text] of ['a', 'b', 'c'].entries()) await log.write(turn('c4'), index + 1, { kind: 'text', text })
  const fresh = await follow('c4', {}, seqOf(1, 0))
  const back = await follow('c4', { 'last-event-id': `${seqOf(1, 2)}` })
  await until(() => fresh.text === 'abc' && back.text === 'c')
  await log.seal(turn('c4'), END)
  await log.write(turn('c4', 2), 1, { kind: 'text', text: '!' })
  await until(() => fresh.text === 'abc!' && back.text === 'c!')
})

test('a gap that nothing fills is not skipped: the screen is to be loaded again', async () => {
  await world.put('conversations', conversationOf('c5'))
  const log = chunksOf()
  await log.write(turn('c5'), 3, { kind: 'text', text: 'c' })
  const stream = await follow('c5', {}, seqOf(1, 0))
  await until(() => stream.events.some(({ event }) => event === 'reset'))
  expect(stream.text).toBe('')
})

test('only one of two writers gets a place, and nobody writes behind an end', async () => {
  const log = chunksOf()
  const both = await Promise.allSettled(['a', 'b'].map((text) => log.write(turn('c6'), 1, { kind: 'text', text })))
  expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const [first, second] = await Promise.all([
    log.seal(turn('c6'), END),
    log.seal(turn('c6'), { ...END, outcome: 'interrupted', why: 'crashed' }),
  ])
  expect(first).toEqual(second)
  await expect(log.write(turn('c6'), 2, { kind: 'text', text: 'late' })).rejects.toThrow('is there already')
})
