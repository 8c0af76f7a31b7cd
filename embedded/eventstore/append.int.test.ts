import { randomUUID } from 'node:crypto'
import {
  ANY,
  binaryEvent,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import { describe, expect, it } from 'vitest'
import { collect, events, newStream, useEventStore } from './test-support.ts'

const store = useEventStore()

// A call with credentials makes the official client use the classic append instead of the batch append.
const kinds = [
  ['batch', {}],
  ['classic', { credentials: { username: 'any', password: 'one' } }],
] as const

describe.each(kinds)('%s append', (_, base) => {
  const append = (stream: string, what: ReturnType<typeof events>, expectedRevision?: bigint | typeof NO_STREAM) =>
    store.client.appendToStream(stream, what, {
      ...base,
      ...(expectedRevision === undefined ? {} : { expectedRevision }),
    })
  const stored = async (stream: string) => (await collect(store.client.readStream(stream))).map(({ event }) => event)

  it('stores what it is given, as it is given', async () => {
    const stream = newStream()
    const json = jsonEvent({ type: '등록됨', data: { 이름: '마당', n: 1 }, metadata: { who: '사장' } })
    const binary = binaryEvent({ type: 'Raw', data: Buffer.from([0, 255, 7]), metadata: Buffer.from('m') })
    const before = Date.now()
    const { success, nextExpectedRevision, position } = await store.client.appendToStream(stream, [json, binary], base)
    expect({ success, nextExpectedRevision }).toEqual({ success: true, nextExpectedRevision: 1n })
    const [first, second] = await stored(stream)
    const { contentType: _, ...given } = json
    expect(first).toMatchObject({ ...given, streamId: stream, revision: 0n, isJson: true })
    expect(second).toMatchObject({ type: 'Raw', revision: 1n, isJson: false, position })
    expect(Buffer.from(second?.data as Uint8Array)).toEqual(Buffer.from([0, 255, 7]))
    expect(first?.created.getTime()).toBeGreaterThanOrEqual(before)
    expect(first?.created.getTime()).toBeLessThanOrEqual(Date.now())
  })

  it('accepts every expected revision that holds', async () => {
    const stream = newStream()
    expect((await append(stream, events(2), NO_STREAM)).nextExpectedRevision).toBe(1n)
    expect((await append(stream, events(1), 1n)).nextExpectedRevision).toBe(2n)
    const exists = await store.client.appendToStream(stream, events(1), { ...base, expectedRevision: STREAM_EXISTS })
    expect(exists.nextExpectedRevision).toBe(3n)
    const any = await store.client.appendToStream(stream, events(1), { ...base, expectedRevision: ANY })
    expect(any.nextExpectedRevision).toBe(4n)
  })

  it.each([
    ['no stream, but there is one', 2, NO_STREAM, 1n],
    ['an older revision', 3, 1n, 2n],
    ['a revision to come', 1, 5n, 0n],
    ['a revision of no stream', 0, 1n, NO_STREAM],
    ['a stream, but there is none', 0, STREAM_EXISTS, NO_STREAM],
  ])('refuses %s', async (_name, existing, expectedRevision, actualVersion) => {
    const stream = newStream()
    if (existing > 0) await append(stream, events(existing))
    const error = await store.client
      .appendToStream(stream, events(1), { ...base, expectedRevision: expectedRevision as bigint })
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(WrongExpectedVersionError)
    expect(error).toMatchObject({ streamName: stream, expectedVersion: expectedRevision, actualVersion })
    if (existing > 0) expect(await stored(stream)).toHaveLength(existing)
  })

  it.each([ANY, NO_STREAM, STREAM_EXISTS] as const)(
    'answers a retry of the same events with where they are (expected %s)',
    async (expected) => {
      const stream = newStream()
      if (expected === STREAM_EXISTS) await append(stream, events(1))
      const batch = events(3)
      const options = { ...base, expectedRevision: expected }
      const first = await store.client.appendToStream(stream, batch, options)
      await append(stream, events(2))
      expect(await store.client.appendToStream(stream, batch, options)).toEqual(first)
      expect(await stored(stream)).toHaveLength(expected === STREAM_EXISTS ? 6 : 5)
    },
  )

  it('answers a retry at a revision, and refuses what only looks like one', async () => {
    const stream = newStream()
    await append(stream, events(2))
    const batch = events(2)
    const first = await append(stream, batch, 1n)
    expect(await append(stream, batch, 1n)).toEqual(first)
    const [a, b] = batch
    if (!a || !b) throw new Error('two events')
    for (const other of [
      [b, a],
      [a, ...events(1)],
      [a, b, ...events(1)],
    ])
      await expect(append(stream, other, 1n)).rejects.toBeInstanceOf(WrongExpectedVersionError)
    await expect(append(stream, [a, ...events(1)])).rejects.toBeInstanceOf(WrongExpectedVersionError)
    expect(await stored(stream)).toHaveLength(4)
  })

  it('lets the same event id into another stream', async () => {
    const [one, other] = [newStream(), newStream()]
    const batch = events(1)
    await append(one, batch)
    await append(other, batch)
    expect(await stored(other)).toHaveLength(1)
  })

  it('refuses more than 1 MiB of data, and takes as much', async () => {
    const stream = newStream()
    const big = (size: number) => binaryEvent({ type: 'Big', data: Buffer.alloc(size, 1) })
    const error = await store.client.appendToStream(stream, [big(1 << 20), big(1)], base).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(MaxAppendSizeExceededError)
    expect(error).toMatchObject({ maxAppendSize: 1 << 20 })
    await store.client.appendToStream(stream, [big(1 << 19), big(1 << 19)], base)
    expect(await stored(stream)).toHaveLength(2)
  })

  it('refuses a tombstoned stream', async () => {
    const stream = newStream()
    await append(stream, events(1))
    await store.client.tombstoneStream(stream)
    const error = await append(stream, events(1)).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(StreamDeletedError)
    expect(error).toMatchObject({ streamName: stream })
  })

  it('answers an append of nothing', async () => {
    const stream = newStream()
    await append(stream, events(2))
    expect((await append(stream, [], 1n)).nextExpectedRevision).toBe(1n)
    await expect(append(stream, [], 0n)).rejects.toBeInstanceOf(WrongExpectedVersionError)
  })

  it('keeps every append of a burst apart', async () => {
    const streams = Array.from({ length: 200 }, (_, n) => newStream(`burst${n % 3}`))
    const results = await Promise.all(streams.map((stream) => append(stream, events(3), NO_STREAM)))
    expect(results.every(({ nextExpectedRevision }) => nextExpectedRevision === 2n)).toBe(true)
    expect(new Set(results.map(({ position }) => position?.commit)).size).toBe(200)
  })

  it('lets exactly one of many rivals win', async () => {
    const stream = newStream()
    const rivals = Array.from({ length: 50 }, () => append(stream, events(1), NO_STREAM))
    const won = (await Promise.allSettled(rivals)).filter(({ status }) => status === 'fulfilled')
    expect(won).toHaveLength(1)
    expect(await stored(stream)).toHaveLength(1)
  })
})

it('appends many events in one go, in order', async () => {
  const stream = newStream()
  await store.client.appendToStream(stream, events(3000))
  const found = await collect(store.client.readStream(stream))
  expect(found.map(({ event }) => Number(event?.revision))).toEqual(Array.from({ length: 3000 }, (_, n) => n))
})

it('tells a client that does not want exceptions', async () => {
  const { EventStoreDBClient } = await import('@eventstore/db-client')
  const quiet = new EventStoreDBClient(
    { endpoint: `localhost:${store.server.port}`, throwOnAppendFailure: false },
    { insecure: true },
  )
  const stream = newStream()
  await quiet.appendToStream(stream, events(1))
  const refused = await quiet.appendToStream(stream, events(1), { expectedRevision: NO_STREAM })
  expect(refused.success).toBe(false)
  await quiet.dispose()
})

it('takes names that no trailer could carry', async () => {
  const stream = `이벤트 ${randomUUID()}`
  await store.client.appendToStream(stream, events(1))
  const error = await store.client.deleteStream(stream, { expectedRevision: 9n }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(WrongExpectedVersionError)
  expect(decodeURIComponent((error as WrongExpectedVersionError).streamName)).toBe(stream)
})
