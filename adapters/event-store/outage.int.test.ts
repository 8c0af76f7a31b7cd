import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { EmbeddedServer } from '../../embedded/cli.ts'
import { startEventStore } from '../../embedded/eventstore/server.ts'
import type { EventTypes } from './codec.ts'
import { connectEventStore } from './connect.ts'
import type { AuditStore, EventStore } from './event-store.ts'
import type { SubjectKeys } from './personal-data.ts'

const spec = { v: 1, schema: z.object({ number: z.int() }), public: true }
const types: EventTypes = new Map([
  ['Counted', { spec }],
  ['SagaCounted', { spec }],
])
const keys: SubjectKeys = {
  find: async () => undefined,
  findOrCreate: () => Promise.reject(new Error('no keys')),
  erase: async () => {},
}

let data = ''
let server: EmbeddedServer
let store: EventStore & AuditStore
let errors: unknown[] = []
const connect = (known: EventTypes = types) =>
  connectEventStore({
    url: `esdb://127.0.0.1:${server.port}?tls=false`,
    types: known,
    keys,
    onError: (error) => errors.push(error),
  })

beforeEach(async () => {
  errors = []
  data = await mkdtemp(join(tmpdir(), 'madang-outage-'))
  server = await startEventStore({ port: 0, data })
  store = connect()
})
afterEach(async () => {
  await store.close()
  await server.stop()
  await rm(data, { recursive: true })
})

async function restart(): Promise<void> {
  const { port } = server
  await server.stop()
  server = await startEventStore({ port, data })
}
/** Counts in a stream; after an outage the first call may still meet it. */
async function count(number: number, type = 'Counted', stream = 'count-1'): Promise<void> {
  const cause = {
    correlationId: 'c',
    causationId: 'c',
    merchantId: 'm1',
    actor: 'a1',
    now: '2026-11-21T00:00:00.000Z',
  }
  for (let tries = 1; ; tries += 1) {
    try {
      const slice = await store.readStream(stream)
      // The answer may have been lost, and the append not.
      if (slice.events.at(-1)?.data.number === number) return
      await store.append(stream, slice, [{ type, data: { number } }], cause)
      return
    } catch (error) {
      if (tries === 20) throw error
      await delay(50)
    }
  }
}
async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !holds(); await delay(5))
    if (Date.now() > end) throw new Error('it did not come about in time')
}

/** Follows the store from a position on, as a role does. */
function follow(after: number, { sagaStreams = false, slow = 0 } = {}) {
  const stop = new AbortController()
  const seen: { number: unknown; position: number }[] = []
  const marks: string[] = []
  const reading = (async () => {
    for await (const item of store.subscribeAll({ after, sagaStreams, signal: stop.signal })) {
      if (item.kind !== 'event') marks.push(item.kind)
      if (item.kind !== 'event') continue
      if (slow > 0) await delay(slow)
      seen.push({ number: item.event.data.number, position: item.event.position })
    }
  })()
  const end = async () => {
    stop.abort()
    await reading
  }
  return { seen, marks, end, numbers: () => seen.map(({ number }) => number) }
}
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

test('over restarts of the store a reader misses nothing and meets nothing twice or out of order', async () => {
  const reader = follow(-1)
  const slow = follow(-1, { slow: 2 })
  let number = 0
  for (const events of [20, 15, 1, 30]) {
    for (let i = 0; i < events; i += 1) {
      number += 1
      await count(number)
    }
    await restart()
  }
  number += 1
  await count(number)
  await until(() => reader.seen.length >= number && slow.seen.length >= number)
  await Promise.all([reader.end(), slow.end()])
  expect(reader.numbers()).toEqual(upTo(number))
  expect(slow.numbers()).toEqual(upTo(number))
  const positions = reader.seen.map(({ position }) => position)
  expect(positions).toEqual(positions.toSorted((a, b) => a - b))
  expect(reader.marks.filter((mark) => mark === 'caught-up').length).toBeGreaterThanOrEqual(2)
  expect(errors.length).toBeGreaterThan(0)
})

test('a reader that begins while the store is away begins once it is back', async () => {
  await count(1)
  const { port } = server
  await server.stop()
  const reader = follow(-1)
  await until(() => errors.length > 0)
  server = await startEventStore({ port, data })
  await until(() => reader.seen.length === 1)
  await reader.end()
})

test('a reader that goes on from a position gets what comes after it, and sagas’ events only when it asks', async () => {
  await count(1)
  await count(1, 'SagaCounted', 'saga-count-1')
  await count(2)
  const [domain, all] = [follow(-1), follow(-1, { sagaStreams: true })]
  await until(() => domain.seen.length === 2 && all.seen.length === 3)
  const later = follow(domain.seen[0]?.position ?? -1)
  await until(() => later.seen.length === 1)
  await Promise.all([domain.end(), all.end(), later.end()])
  expect([domain.numbers(), all.numbers(), later.numbers()]).toEqual([[1, 2], [1, 1, 2], [2]])
})

test('an event that this program does not know stops the reader, which asks again with growing pauses', async () => {
  await count(1)
  await store.close()
  store = connect(new Map())
  const reader = follow(-1)
  await until(() => errors.length >= 3)
  await delay(500)
  await reader.end()
  expect([reader.seen, String(errors[0])]).toEqual([[], expect.stringContaining('Counted is not registered')])
  // Without a growing pause there would be one every 50 ms.
  expect(errors.length).toBeLessThan(8)
})
