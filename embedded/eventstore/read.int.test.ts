import { BACKWARDS, END, FORWARDS, START, StreamDeletedError, StreamNotFoundError } from '@eventstore/db-client'
import { beforeAll, describe, expect, it } from 'vitest'
import { collect, events, newStream, useEventStore } from './test-support.ts'

const store = useEventStore()
const stream = newStream()

beforeAll(async () => {
  await store.client.appendToStream(stream, events(10))
})

describe('a stream', () => {
  const revisions = async (options: object) =>
    (await collect(store.client.readStream(stream, options))).map(({ event }) => Number(event?.revision))

  it.each([
    ['from the start', { fromRevision: START }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['from a revision, with it', { fromRevision: 7n }, [7, 8, 9]],
    ['from behind the end', { fromRevision: 99n }, []],
    ['from the end forwards', { fromRevision: END }, []],
    ['at most so many', { fromRevision: 3n, maxCount: 2 }, [3, 4]],
    ['backwards from the end', { direction: BACKWARDS, fromRevision: END, maxCount: 3 }, [9, 8, 7]],
    ['backwards from a revision, with it', { direction: BACKWARDS, fromRevision: 2n }, [2, 1, 0]],
    ['backwards from behind the end', { direction: BACKWARDS, fromRevision: 99n, maxCount: 1 }, [9]],
    ['backwards from the start', { direction: BACKWARDS, fromRevision: START }, [0]],
    ['backwards from as far as there is', { direction: BACKWARDS, fromRevision: 2n ** 64n - 1n, maxCount: 1 }, [9]],
  ])('reads %s', async (_, options, expected) => {
    expect(await revisions({ direction: FORWARDS, ...options })).toEqual(expected)
  })

  it('says that a stream is missing', async () => {
    const missing = newStream()
    const error = await collect(store.client.readStream(missing)).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(StreamNotFoundError)
    expect(error).toMatchObject({ streamName: missing })
  })

  it('says that a stream is deleted', async () => {
    const gone = newStream()
    await store.client.appendToStream(gone, events(1))
    await store.client.tombstoneStream(gone)
    const error = await collect(store.client.readStream(gone)).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(StreamDeletedError)
    expect(error).toMatchObject({ streamName: gone })
  })

  it('gives up quietly when its reader does', async () => {
    const long = newStream()
    await store.client.appendToStream(long, events(5000))
    expect(await collect(store.client.readStream(long), 3)).toHaveLength(3)
    expect(await collect(store.client.readStream(long))).toHaveLength(5000)
  })
})

describe('$all', () => {
  const positions = async (options: object) =>
    (await collect(store.client.readAll(options))).map(({ commitPosition }) => Number(commitPosition))

  it('is never empty, and begins with a system event', async () => {
    const [first] = await collect(store.client.readAll({ maxCount: 1 }))
    expect(first?.event?.type).toMatch(/^\$/)
  })

  it('numbers events densely', async () => {
    const all = await positions({})
    expect(all).toEqual(all.map((_, index) => index + 1))
  })

  it('includes the position it starts from forwards, and excludes it backwards', async () => {
    const from = { fromPosition: { commit: 4n, prepare: 4n } }
    expect(await positions({ ...from, maxCount: 3 })).toEqual([4, 5, 6])
    expect(await positions({ ...from, direction: BACKWARDS })).toEqual([3, 2, 1])
  })

  it('reads from the end', async () => {
    const last = (await positions({})).at(-1) ?? 0
    expect(await positions({ fromPosition: END })).toEqual([])
    expect(await positions({ fromPosition: END, direction: BACKWARDS, maxCount: 2 })).toEqual([last, last - 1])
    expect(await positions({ fromPosition: START, direction: BACKWARDS })).toEqual([])
    expect(await positions({ fromPosition: { commit: 10_000_000n, prepare: 10_000_000n } })).toEqual([])
  })

  it('reads more than memory keeps', async () => {
    const long = newStream()
    for (let n = 0; n < 4; n++) await store.client.appendToStream(long, events(3000))
    const all = await collect(store.client.readAll())
    expect(all.filter(({ event }) => event?.streamId === long)).toHaveLength(12_000)
    const backwards = await collect(store.client.readAll({ direction: BACKWARDS, fromPosition: END }))
    expect(backwards.filter(({ event }) => event?.streamId === long)).toHaveLength(12_000)
  })
})
