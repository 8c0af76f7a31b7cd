import { once } from 'node:events'
import { get } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { type Actor, signToken } from '../adapters/http/auth.ts'
import { checkpointsOf } from '../projections/checkpoints.ts'
import { actorOf, readSideForTests, TOKEN_SECRET } from './harness.ts'
import { sample } from './samples.ts'

const BEAT_MS = 300
const limits = { beatMs: BEAT_MS, maxRows: 20, maxPendingBytes: 512 * 1024, streamsPerAccount: 3, maxAgeMs: 60_000 }
const world = readSideForTests(limits)
/** The same, but nothing happens in it by itself. */
const calm = readSideForTests({ ...limits, beatMs: 600_000 })

interface Message {
  event: string
  id: number | undefined
  data: { view: string; id: string; row: { position: number; title?: string }; position: number; asOf: string }
}

let position = 1_000
let shops = 0
let merchantId: string
let owner: Actor
beforeEach(async () => {
  shops += 1
  merchantId = `shop${shops}`
  owner = actorOf(merchantId)
  position += 100
  await world.reach(position)
})

/** Follows the stream as EventSource would. */
async function follow(actor = owner, headers: Record<string, string> = {}, query = '', { origin } = world) {
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const authorization = `Bearer ${await signToken(actor, TOKEN_SECRET)}`
  const response = await fetch(`${origin}/api/v1/live${query}`, {
    headers: { authorization, ...headers },
    signal: stop.signal,
  })
  const messages: Message[] = []
  const stream = { response, messages, isOpen: true, close: () => stop.abort() }
  void read(response, messages)
    .catch(() => {})
    .finally(() => {
      stream.isOpen = false
    })
  return stream
}

async function read(response: Response, messages: Message[]): Promise<void> {
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
      const [event, id, data] = [field('event'), field('id'), field('data')]
      if (event && data) messages.push({ event, id: id ? Number(id) : undefined, data: JSON.parse(data) })
    }
  }
}

type Stream = Awaited<ReturnType<typeof follow>>
const rows = ({ messages }: Stream) => messages.filter(({ event }) => event === 'row').map(({ data }) => data.id)
const beats = ({ messages }: Stream) => messages.filter(({ event }) => event === 'beat')
const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 10 })
const begun = (stream: Stream) => until(() => expect(beats(stream)).not.toHaveLength(0))
const promotion = (number: number, at: number) => sample.promotion(merchantId, number, { position: at })

test('begins with a beat, and brings a row as soon as it is told', async () => {
  const stream = await follow()
  expect(stream.response.headers.get('content-type')).toMatch('text/event-stream')
  await until(() => expect(beats(stream)[0]?.data.position).toBe(position))
  await world.tell('promotions', promotion(1, position + 5))
  await until(() => expect(rows(stream)).toEqual([`${merchantId}-p1`]))
  const { data, id } = stream.messages.find(({ event }) => event === 'row') as Message
  expect(data).toMatchObject({ view: 'promotions', row: { id: `${merchantId}-p1`, position: position + 5 } })
  expect(data.row).not.toHaveProperty('_id')
  expect(id).toBe(position)
})

test('beats with how far the read model is', async () => {
  const stream = await follow()
  await until(() => expect(beats(stream).length).toBeGreaterThan(1))
  await world.reach(position + 9)
  await until(() => expect(beats(stream).at(-1)).toMatchObject({ id: position + 9, data: { position: position + 9 } }))
})

test('a row whose news was lost comes with the next beat', async () => {
  const stream = await follow()
  await begun(stream)
  await world.put('promotions', promotion(2, position + 3))
  await world.reach(position + 3)
  await until(() => expect(rows(stream)).toEqual([`${merchantId}-p2`]))
  await until(() => expect(beats(stream).at(-1)?.id).toBe(position + 3))
  await delay(2 * BEAT_MS)
  expect(rows(stream)).toHaveLength(1)
})

test('whoever was brought a row finds it in what is asked next, however new the last look at the read model is', async () => {
  const id = `${merchantId}-p1`
  const asked = async () => {
    const answer = await calm.get(`/api/v1/promotions/${id}`, owner)
    return [answer.headers.get('madang-position'), ((await answer.json()) as { title: string }).title]
  }
  await calm.reach(position)
  await calm.put('promotions', { ...promotion(1, position), title: '처음' })
  const stream = await follow(owner, {}, '', calm)
  await begun(stream)
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now())
  onTestFinished(() => clock.mockRestore())
  expect(await asked()).toEqual([`${position}`, '처음'])
  const row = { ...promotion(1, position + 5), title: '다음' }
  await calm.put('promotions', row)
  await checkpointsOf(calm.db).updateMany({}, { $set: { position: position + 5 } })
  expect(await asked()).toEqual([`${position}`, '처음'])
  await calm.tell('promotions', row)
  await until(() => expect(rows(stream)).toEqual([id]))
  expect(await asked()).toEqual([`${position + 5}`, '다음'])
})

test('news that comes after the beat, or older than what was sent, is not sent again', async () => {
  const stream = await follow()
  await begun(stream)
  await world.tell('promotions', promotion(3, position + 8))
  await world.tell('promotions', promotion(3, position + 7))
  await world.put('promotions', promotion(3, position + 8))
  await world.reach(position + 8)
  await until(() => expect(beats(stream).at(-1)?.id).toBe(position + 8))
  await world.tell('promotions', promotion(3, position + 8))
  await delay(2 * BEAT_MS)
  expect(rows(stream)).toHaveLength(1)
})

test('one that comes back is sent what it missed, oldest first, and goes on', async () => {
  const first = await follow()
  await begun(first)
  const last = beats(first)[0]?.id as number
  first.close()
  for (const [number, at] of [
    [1, 4],
    [2, 2],
    [3, 6],
  ] as const)
    await world.put('promotions', promotion(number, position + at))
  await world.put('promotions', promotion(4, position - 1))
  await world.reach(position + 6)
  const second = await follow(owner, { 'last-event-id': String(last) })
  await until(() => expect(beats(second)[0]?.id).toBe(position + 6))
  expect(rows(second)).toEqual([2, 1, 3].map((number) => `${merchantId}-p${number}`))
  await world.tell('promotions', promotion(5, position + 7))
  await until(() => expect(rows(second)).toHaveLength(4))
})

test('a row that overtook a lost one does not hide it from one that comes back', async () => {
  const first = await follow()
  await begun(first)
  await world.put('promotions', promotion(1, position + 1))
  await world.put('promotions', promotion(2, position + 2))
  await world.tell('promotions', promotion(2, position + 2))
  await until(() => expect(rows(first)).toHaveLength(1))
  const last = first.messages.at(-1)?.id
  first.close()
  await world.reach(position + 2)
  const second = await follow(owner, { 'last-event-id': String(last) })
  await until(() => expect(rows(second)).toContain(`${merchantId}-p1`))
})

test('`after` does the same for a first connection', async () => {
  await world.put('promotions', promotion(1, position - 5))
  const stream = await follow(owner, {}, `?after=${position - 6}`)
  await until(() => expect(rows(stream)).toEqual([`${merchantId}-p1`]))
})

test('one that missed too much, or comes from a future that never was, starts over', async () => {
  for (let number = 1; number <= 21; number += 1) await world.put('promotions', promotion(number, position - number))
  const late = await follow(owner, { 'last-event-id': String(position - 50) })
  await until(() => expect(late.messages[0]).toMatchObject({ event: 'reset', id: position }))
  const early = await follow(owner, { 'last-event-id': String(position + 50) })
  await until(() => expect(early.messages[0]).toMatchObject({ event: 'reset', id: position }))
  await world.tell('promotions', promotion(1, position + 1))
  await until(() => expect(rows(early)).toHaveLength(1))
})

test('neither rows of another merchant nor private ones are sent', async () => {
  const mine = await follow()
  const theirs = await follow(actorOf('someone-else'))
  await until(() => expect([beats(mine).length, beats(theirs).length]).toEqual([1, 1]))
  await world.put('entries', { ...sample.entry(merchantId, 1), position: position + 1 })
  await world.tell('entries', { ...sample.entry(merchantId, 1), position: position + 1 })
  await world.tell('promotions', promotion(1, position + 2))
  world.nats.publish(`madang.views.${merchantId}.promotions.x`, JSON.stringify(sample.promotion('someone-else', 1)))
  world.nats.publish(`madang.views.${merchantId}.promotions.x`, 'no row')
  world.nats.publish(`madang.views.${merchantId}.promotions.x`, 'null')
  await world.nats.flush()
  await world.reach(position + 2)
  await until(() => expect(beats(mine).at(-1)?.id).toBe(position + 2))
  expect(rows(mine)).toEqual([`${merchantId}-p1`])
  expect(rows(theirs)).toEqual([])
})

test('all viewers of a merchant share one subscription, which ends with the last of them', async () => {
  const subscribed = vi.spyOn(world.nats.connection, 'subscribe')
  const [one, two] = [await follow(), await follow()]
  await begun(two)
  await world.tell('promotions', promotion(1, position + 1))
  await until(() => expect([rows(one).length, rows(two).length]).toEqual([1, 1]))
  expect(subscribed).toHaveBeenCalledTimes(1)
  const subscription = subscribed.mock.results[0]?.value as { isClosed(): boolean }
  one.close()
  await delay(50)
  expect(subscription.isClosed()).toBe(false)
  two.close()
  await until(() => expect(subscription.isClosed()).toBe(true))
})

test('one account holds only so many streams, and gets its place back', async () => {
  const open = [await follow(), await follow(), await follow()]
  const refused = await follow()
  expect(refused.response.status).toBe(429)
  open[0]?.close()
  await until(async () => expect((await follow()).response.status).toBe(200))
})

test('one that does not read is cut before it fills the memory', async () => {
  const authorization = `Bearer ${await signToken(owner, TOKEN_SECRET)}`
  const connected = once(world.app.server, 'connection')
  const request = get(`${world.origin}/api/v1/live`, { headers: { authorization } }, (response) => response.pause())
  request.on('error', () => {})
  onTestFinished(() => void request.destroy())
  const [slow] = (await connected) as [Socket]
  const other = await follow()
  await begun(other)
  const body = '가'.repeat(10_000)
  for (let number = 1; number <= 600; number += 1)
    await world.tell('promotions', { ...promotion(number, position + number), body })
  await until(() => expect(slow.destroyed).toBe(true))
  await until(() => expect(rows(other)).toHaveLength(600))
  expect(other.isOpen).toBe(true)
})

test.each([{ 'last-event-id': 'abc' }, { 'last-event-id': '-1' }, { 'last-event-id': '1.5' }])(
  '%j is refused',
  async (headers) => {
    const { response } = await follow(owner, headers)
    expect(response.status).toBe(400)
  },
)

test('asks for a sign-in and a shop', async () => {
  expect((await world.get('/api/v1/live')).status).toBe(401)
  expect((await world.get('/api/v1/live', actorOf('m1', 'operator'))).status).toBe(403)
  expect((await world.get('/api/v1/live?nonsense=1', owner)).status).toBe(400)
})

test('closing the server ends the streams', async () => {
  const stream = await follow()
  await begun(stream)
  await world.app.close()
  await until(() => expect(stream.isOpen).toBe(false))
})
