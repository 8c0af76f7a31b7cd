import { BACKWARDS, END, WrongExpectedVersionError } from '@eventstore/db-client'
import { expect, it } from 'vitest'
import { collect, events, newStream, useEventStore } from './test-support.ts'

const store = useEventStore()
const revisions = async (stream: string, options: object = {}) =>
  (await collect(store.client.readStream(stream, options))).map(({ event }) => Number(event?.revision))

it('keeps what it is given and shows the newest', async () => {
  const stream = newStream()
  expect(await store.client.getStreamMetadata(stream)).toEqual({ streamName: stream })
  const metadata = {
    maxAge: 3600,
    maxCount: 100,
    truncateBefore: 2,
    cacheControl: 30,
    acl: { readRoles: ['ops'], writeRoles: ['$admins'] },
    owner: '마당',
  }
  await store.client.setStreamMetadata(stream, { maxCount: 1 })
  await store.client.setStreamMetadata(stream, metadata)
  expect((await store.client.getStreamMetadata(stream)).metadata).toEqual(metadata)
})

it('is optimistic about concurrency like any stream', async () => {
  const stream = newStream()
  await store.client.setStreamMetadata(stream, { a: 1 })
  const stale = store.client.setStreamMetadata(stream, { a: 2 }, { expectedRevision: 'no_stream' })
  await expect(stale).rejects.toBeInstanceOf(WrongExpectedVersionError)
})

it('obeys $maxCount, both ways, also for what comes later', async () => {
  const stream = newStream()
  await store.client.appendToStream(stream, events(10))
  await store.client.setStreamMetadata(stream, { maxCount: 3 })
  expect(await revisions(stream)).toEqual([7, 8, 9])
  expect(await revisions(stream, { fromRevision: 2n })).toEqual([7, 8, 9])
  expect(await revisions(stream, { direction: BACKWARDS, fromRevision: END })).toEqual([9, 8, 7])
  await store.client.appendToStream(stream, events(2))
  expect(await revisions(stream)).toEqual([9, 10, 11])
})

it('obeys $tb, and takes it back', async () => {
  const stream = newStream()
  await store.client.appendToStream(stream, events(5))
  await store.client.setStreamMetadata(stream, { truncateBefore: 3 })
  expect(await revisions(stream)).toEqual([3, 4])
  await store.client.setStreamMetadata(stream, { truncateBefore: 5 })
  expect(await revisions(stream)).toEqual([])
  await store.client.setStreamMetadata(stream, {})
  expect(await revisions(stream)).toEqual([0, 1, 2, 3, 4])
})

it('obeys $maxAge', async () => {
  const stream = newStream()
  await store.client.setStreamMetadata(stream, { maxAge: 1 })
  await store.client.appendToStream(stream, events(2))
  expect(await revisions(stream)).toEqual([0, 1])
  await new Promise((resolve) => setTimeout(resolve, 1050))
  await store.client.appendToStream(stream, events(1))
  expect(await revisions(stream)).toEqual([2])
})

it('shows a subscription only what it leaves', async () => {
  const stream = newStream()
  await store.client.appendToStream(stream, events(10))
  await store.client.setStreamMetadata(stream, { maxCount: 2 })
  const found = await collect(store.client.subscribeToStream(stream), 2)
  expect(found.map(({ event }) => Number(event?.revision))).toEqual([8, 9])
})

it('shrugs at a metastream that holds no JSON', async () => {
  const { binaryEvent } = await import('@eventstore/db-client')
  const stream = newStream()
  await store.client.appendToStream(stream, events(2))
  await store.client.appendToStream(`$$${stream}`, binaryEvent({ type: '$metadata', data: Buffer.from('{"$tb":') }))
  expect(await revisions(stream)).toEqual([0, 1])
})
