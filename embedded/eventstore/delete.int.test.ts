import {
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import { describe, expect, it } from 'vitest'
import { collect, events, newStream, useEventStore } from './test-support.ts'

const store = useEventStore()
const read = (stream: string) => collect(store.client.readStream(stream))
const revisions = async (stream: string) => (await read(stream)).map(({ event }) => Number(event?.revision))
const existing = async (count: number) => {
  const stream = newStream()
  await store.client.appendToStream(stream, events(count))
  return stream
}

describe('a soft delete', () => {
  it('hides the stream, says where it happened, and lets it be written again', async () => {
    const stream = await existing(3)
    const { position } = await store.client.deleteStream(stream)
    await expect(read(stream)).rejects.toBeInstanceOf(StreamNotFoundError)
    const [marker] = await collect(store.client.readAll({ maxCount: 1, ...(position && { fromPosition: position }) }))
    expect(marker?.event).toMatchObject({ streamId: `$$${stream}`, type: '$metadata' })
    const reborn = await store.client.appendToStream(stream, events(2), { expectedRevision: NO_STREAM })
    expect(reborn.nextExpectedRevision).toBe(4n)
    expect(await revisions(stream)).toEqual([3, 4])
  })

  it('lets the next append expect the last revision, any, but no existing stream', async () => {
    const stream = await existing(2)
    await store.client.deleteStream(stream, { expectedRevision: 1n })
    const wrong = store.client.appendToStream(stream, events(1), { expectedRevision: STREAM_EXISTS })
    await expect(wrong).rejects.toBeInstanceOf(WrongExpectedVersionError)
    await store.client.appendToStream(stream, events(1), { expectedRevision: 1n })
    expect(await revisions(stream)).toEqual([2])
  })

  it('keeps the retry of an append after it idempotent', async () => {
    const stream = await existing(2)
    await store.client.deleteStream(stream)
    const batch = events(2)
    const first = await store.client.appendToStream(stream, batch, { expectedRevision: NO_STREAM })
    expect(await store.client.appendToStream(stream, batch, { expectedRevision: NO_STREAM })).toEqual(first)
    expect(await revisions(stream)).toEqual([2, 3])
  })

  it('keeps the other metadata of the stream', async () => {
    const stream = await existing(1)
    await store.client.setStreamMetadata(stream, { cacheControl: 7, note: 'kept' })
    await store.client.deleteStream(stream)
    await store.client.appendToStream(stream, events(1))
    const { metadata } = await store.client.getStreamMetadata(stream)
    expect(metadata).toEqual({ cacheControl: 7, note: 'kept', truncateBefore: 1 })
  })

  it('lets subscriptions go on with what comes after it', async () => {
    const stream = await existing(2)
    await store.client.deleteStream(stream)
    const next = collect(store.client.subscribeToStream(stream), 1)
    await store.client.appendToStream(stream, events(1))
    expect((await next)[0]?.event?.revision).toBe(2n)
  })

  it.each([
    ['an older revision', 0n, '0'],
    ['a revision to come', 9n, '9'],
    ['no stream', NO_STREAM, '-1'],
  ] as const)('refuses %s', async (_, expectedRevision, expectedVersion) => {
    const stream = await existing(3)
    const error = await store.client.deleteStream(stream, { expectedRevision }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(WrongExpectedVersionError)
    expect(error).toMatchObject({ streamName: stream, expectedVersion: BigInt(expectedVersion), actualVersion: 2n })
    expect(await revisions(stream)).toEqual([0, 1, 2])
  })

  it.each([
    ['any', {}, -2n],
    ['no stream', { expectedRevision: NO_STREAM } as const, -1n],
  ])('refuses a stream that never was (%s)', async (_, options, expectedVersion) => {
    const error = await store.client.deleteStream(newStream(), options).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(WrongExpectedVersionError)
    expect(error).toMatchObject({ expectedVersion, actualVersion: 'no_stream' })
  })

  it('accepts a stream that only has metadata', async () => {
    const stream = newStream()
    await store.client.setStreamMetadata(stream, { cacheControl: 1 })
    await store.client.deleteStream(stream, { expectedRevision: NO_STREAM })
  })
})

describe('a tombstone', () => {
  it('ends a stream for ever', async () => {
    const stream = await existing(2)
    const { position } = await store.client.tombstoneStream(stream, { expectedRevision: 1n })
    await expect(read(stream)).rejects.toBeInstanceOf(StreamDeletedError)
    await expect(store.client.appendToStream(stream, events(1))).rejects.toBeInstanceOf(StreamDeletedError)
    await expect(store.client.setStreamMetadata(stream, {})).rejects.toBeInstanceOf(StreamDeletedError)
    await expect(store.client.deleteStream(stream)).rejects.toBeInstanceOf(StreamDeletedError)
    await expect(store.client.tombstoneStream(stream)).rejects.toBeInstanceOf(StreamDeletedError)
    const subscription = collect(store.client.subscribeToStream(stream))
    await expect(subscription).rejects.toBeInstanceOf(StreamDeletedError)
    const [marker] = await collect(store.client.readAll({ maxCount: 1, ...(position && { fromPosition: position }) }))
    expect(marker?.event).toMatchObject({ streamId: stream, type: '$streamDeleted', revision: 2n ** 63n - 1n })
  })

  it('also takes a stream that never was', async () => {
    const stream = newStream()
    await store.client.tombstoneStream(stream, { expectedRevision: NO_STREAM })
    await expect(read(stream)).rejects.toBeInstanceOf(StreamDeletedError)
  })

  it.each([0n, NO_STREAM] as const)('refuses a wrong expectation (%s)', async (expectedRevision) => {
    const stream = await existing(3)
    const tombstone = store.client.tombstoneStream(stream, { expectedRevision })
    await expect(tombstone).rejects.toBeInstanceOf(WrongExpectedVersionError)
    expect(await revisions(stream)).toEqual([0, 1, 2])
  })
})
