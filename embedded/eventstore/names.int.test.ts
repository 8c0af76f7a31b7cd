import { randomUUID } from 'node:crypto'
import { BACKWARDS, END, NO_STREAM, streamNameFilter, WrongExpectedVersionError } from '@eventstore/db-client'
import { expect, it } from 'vitest'
import { collect, events, eventually, useEventStore } from './test-support.ts'

const store = useEventStore()
const COUNT = 5000

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

it(`keeps ${COUNT} streams apart`, async () => {
  const names = Array.from({ length: COUNT }, (_, n) => `many-${n}`)
  await Promise.all(names.map((name) => store.client.appendToStream(name, events(2), { expectedRevision: NO_STREAM })))
  for (const n of [0, 1, 2499, COUNT - 1]) {
    const found = await collect(store.client.readStream(`many-${n}`))
    expect(found.map(({ event }) => [event?.streamId, event?.revision])).toEqual([
      [`many-${n}`, 0n],
      [`many-${n}`, 1n],
    ])
  }
  const last = { direction: BACKWARDS, fromRevision: END, maxCount: 1 } as const
  const linked = async () => (await collect(store.client.readStream('$ce-many', last)).catch(() => []))[0]
  const end = await eventually(linked, (it) => it?.event?.revision === BigInt(2 * COUNT - 1))
  expect(end?.event?.revision).toBe(BigInt(2 * COUNT - 1))
})
