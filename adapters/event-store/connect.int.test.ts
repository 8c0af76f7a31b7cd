import { EventStoreDBClient } from '@eventstore/db-client'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { personal } from '../../domain/kernel.ts'
import type { EmbeddedServer } from '../../embedded/cli.ts'
import { startEventStore } from '../../embedded/eventstore/server.ts'
import type { EventTypes } from './codec.ts'
import { connectEventStore } from './connect.ts'
import { type Cause, type EventStore, type SubscriptionItem, WrongRevision } from './event-store.ts'
import { keysInMemory } from './keys.harness.ts'
import { ERASED } from './personal-data.ts'

const Noted = z.object({
  personId: z.string(),
  name: personal(z.string()),
  text: z.string(),
  left: z.string().optional(),
})
const types: EventTypes = new Map([
  ['Noted', { spec: { v: 1, schema: Noted, public: true, subjectField: 'personId' } }],
])
const keys = keysInMemory()
const cause = (): Cause => ({
  correlationId: crypto.randomUUID(),
  causationId: 'test',
  merchantId: 'm1',
  actor: 'tester',
  now: '2026-11-21T00:00:00.000Z',
})
const noted = (personId: string, text: string) => ({
  type: 'Noted',
  data: { personId, name: '김하늘', text, left: undefined },
})
const EMPTY = { revision: -1, hash: '' }

let server: EmbeddedServer
let store: EventStore
const errors: unknown[] = []
beforeAll(async () => {
  server = await startEventStore({ port: 0, data: ':memory:' })
  const url = `esdb://127.0.0.1:${server.port}?tls=false`
  store = connectEventStore({ url, types, keys, onError: (error) => errors.push(error) })
})
afterAll(async () => {
  await store.close()
  await server.stop()
})

test('reads back what was appended, and refuses an append at a revision that has passed', async () => {
  const stream = `note-${crypto.randomUUID()}`
  const first = await store.append(stream, EMPTY, [noted('p1', 'one'), noted('p1', 'two')], cause())
  const slice = await store.readStream(stream)
  expect(slice).toMatchObject({ revision: 1, hash: first.hash })
  expect(slice.events.map(({ data }) => data)).toEqual([noted('p1', 'one').data, noted('p1', 'two').data])
  expect(slice.events[1]?.position).toBe(first.position)
  expect(first.recorded().map(({ position, ...event }) => event)).toEqual(
    slice.events.map(({ position, ...event }) => event),
  )
  await expect(store.append(stream, EMPTY, [noted('p1', 'late')], cause())).rejects.toThrow(WrongRevision)
  expect((await store.readStream('note-none')).revision).toBe(-1)
})

test('a second append of one command is refused, not taken for the first', async () => {
  const stream = `note-${crypto.randomUUID()}`
  const once = cause()
  await store.append(stream, EMPTY, [noted('p1', 'one')], once)
  await expect(store.append(stream, EMPTY, [noted('p1', 'one')], once)).rejects.toThrow(WrongRevision)
  expect((await store.readStream(stream)).events).toHaveLength(1)
})

test('an erased person reads as erased, the chain stays whole', async () => {
  const stream = `note-${crypto.randomUUID()}`
  await store.append(stream, EMPTY, [noted('gone', 'one')], cause())
  await keys.erase('personId:gone')
  const [event] = (await store.readStream(stream)).events
  expect(event?.data).toEqual({ personId: 'gone', name: ERASED, text: 'one' })
})

test('a subscription gives past and coming events in order, then goes on after the last one', async () => {
  const stream = `note-${crypto.randomUUID()}`
  const after = await store.head()
  const a = await store.append(stream, EMPTY, [noted('p1', 'one')], cause())
  const seen: SubscriptionItem[] = []
  const stop = new AbortController()
  const reading = (async () => {
    for await (const item of store.subscribeAll({ after, signal: stop.signal })) {
      seen.push(item)
      if (item.kind === 'caught-up') await store.append(stream, a, [noted('p1', 'two')], cause())
      if (item.kind === 'event' && item.event.data.text === 'two') stop.abort()
    }
  })()
  await reading
  const texts = seen.flatMap((item) => (item.kind === 'event' ? [item.event.data.text] : []))
  expect(texts).toEqual(['one', 'two'])
  const last = await store.head()
  expect(last).toBeGreaterThan(a.position)
  expect(errors).toEqual([])
})

test('a reader who has no use for personal fields gets them as they are stored', async () => {
  const after = await store.head()
  await store.append(`note-${crypto.randomUUID()}`, EMPTY, [noted('p1', 'one')], cause())
  const stop = new AbortController()
  for await (const item of store.subscribeAll({ after, isSealed: true, signal: stop.signal })) {
    if (item.kind !== 'event') continue
    expect(item.event.data).toMatchObject({ text: 'one', name: { subject: 'personId:p1' } })
    expect(JSON.stringify(item.event.data)).not.toContain('김하늘')
    break
  }
  stop.abort()
})

test('nothing that was asked is kept once it is answered', async () => {
  const connecting = vi.spyOn(EventStoreDBClient, 'connectionString')
  const url = `esdb://127.0.0.1:${server.port}?tls=false`
  const fresh = connectEventStore({ url, types, keys, onError: (error) => errors.push(error) })
  onTestFinished(() => fresh.close())
  const client = connecting.mock.results[0]?.value as { disposableStreams: ReadonlySet<unknown> }
  connecting.mockRestore()
  const stream = `note-${crypto.randomUUID()}`
  const { position } = await store.append(stream, EMPTY, [noted('p1', 'one'), noted('p1', 'two')], cause())
  for (let n = 0; n < 20; n += 1) {
    expect(await fresh.head()).toBeGreaterThanOrEqual(position)
    await fresh.readStream(stream)
    await fresh.readStream('note-none')
    const leaving = new AbortController()
    for await (const _ of fresh.subscribeAll({ after: -1, signal: leaving.signal })) leaving.abort()
  }
  await expect.poll(() => client.disposableStreams.size).toBe(0)
})
