import { randomUUID } from 'node:crypto'
import { BACKWARDS, END, NO_STREAM, streamNameFilter, WrongExpectedVersionError } from '@eventstore/db-client'
import { expect, it } from 'vitest'
import { collect, events, useEventStore } from './test-support.ts'

const store = useEventStore()
const COUNT = 5000
const AT_ONCE = 250

it.each([
  '이벤트-가을 축제',
  'emoji-🎉👨‍👩‍👧',
  'has spaces and\ttabs',
  'a@b/c?d=e#f%20',
  '-leading and trailing-',
  `long-${'x'.repeat(2000)}`,
  'quotes-"\'\\',
])('takes the stream name %j in every function', async (base) => {
  const stream = `${base}${randomUUID()}`
  await store.client.appendToStream(stream, events(2), { expectedRevision: NO_STREAM })
  await store.client.setStreamMetadata(stream, { note: base })
  expect((await store.client.getStreamMetadata(stream)).metadata).toEqual({ note: base })
  const found = await collect(store.client.readStream(stream, { direction: BACKWARDS, fromRevision: END }))
  expect(found.map(({ event }) => event?.streamId)).toEqual([stream, stream])
  expect((await collect(store.client.subscribeToStream(stream), 2))[1]?.event?.streamId).toBe(stream)
  const filter = streamNameFilter({ prefixes: [stream] })
  expect((await collect(store.client.subscribeToAll({ filter }), 1))[0]?.event?.streamId).toBe(stream)
  const wrong = await store.client
    .appendToStream(stream, events(1), { expectedRevision: NO_STREAM })
    .catch((error: unknown) => error)
  expect(wrong).toBeInstanceOf(WrongExpectedVersionError)
  expect(wrong).toMatchObject({ streamName: stream })
  await store.client.deleteStream(stream)
  await store.client.tombstoneStream(stream)
  await expect(collect(store.client.readStream(stream))).rejects.toThrow()
})

it(`keeps ${COUNT} streams apart`, { timeout: 120_000 }, async () => {
  const options = { expectedRevision: NO_STREAM, deadline: 60_000 } as const
  const append = (n: number) => store.client.appendToStream(`many-${n}`, events(2), options)
  // A busy machine does not get all of them done within one deadline.
  for (let from = 0; from < COUNT; from += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => append(from + n)))
  for (const n of [0, 1, 2499, COUNT - 1]) {
    const found = await collect(store.client.readStream(`many-${n}`))
    expect(found.map(({ event }) => [event?.streamId, event?.revision])).toEqual([
      [`many-${n}`, 0n],
      [`many-${n}`, 1n],
    ])
  }
  const last = { direction: BACKWARDS, fromRevision: END, maxCount: 1 } as const
  const linked = async () => (await collect(store.client.readStream('$ce-many', last)).catch(() => []))[0]
  const revision = async () => (await linked())?.event?.revision
  await expect.poll(revision).toBe(BigInt(2 * COUNT - 1))
})
