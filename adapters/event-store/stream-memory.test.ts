import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Cause, EventStore, RecordedEvent } from './event-store.ts'
import { createStreamMemory } from './stream-memory.ts'

const CAUSE = { actor: 'a' } as Cause
const NEW = { revision: -1, hash: '' }
const EVENT = [{ type: 'Noted', data: {} }]

const eventsUpTo = (revision: number, chain = 'a') =>
  Array.from({ length: revision + 1 }, (_, n) => ({ revision: n, meta: { hash: `${chain}${n}` } }) as RecordedEvent)

/** A store whose streams the test lays out; what is read of them is written down. */
function laidOut() {
  const streams: Record<string, RecordedEvent[]> = {}
  const reads: number[] = []
  const store = {
    readStream: async (stream: string, from = 0) => {
      reads.push(from)
      const events = (streams[stream] ?? []).slice(from)
      const last = events.at(-1)
      return { events, revision: last?.revision ?? from - 1, hash: last?.meta.hash ?? '' }
    },
    append: async (_: string, { revision }: { revision: number }) => {
      const events = eventsUpTo(revision + 1)
      return { revision: revision + 1, position: 1, hash: `a${revision + 1}`, recorded: () => events.slice(-1) }
    },
  } as unknown as EventStore
  return { streams, reads, memory: createStreamMemory(store) }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what was read or appended is remembered for five seconds', async () => {
  const { streams, memory } = laidOut()
  streams.s = eventsUpTo(1)
  expect(memory.recall('s')).toBeUndefined()
  const slice = await memory.latest('s')
  expect(memory.recall('s')).toEqual({ ...slice, isRemembered: true })
  await memory.append('s', slice, EVENT, CAUSE)
  expect(memory.recall('s')).toMatchObject({ revision: 2, hash: 'a2', events: eventsUpTo(2) })
  vi.advanceTimersByTime(5_001)
  expect(memory.recall('s')).toBeUndefined()
})

test('only what came since is read, until a minute after the whole was', async () => {
  const { streams, reads, memory } = laidOut()
  streams.s = eventsUpTo(3)
  await memory.latest('s')
  streams.s = eventsUpTo(5)
  expect(await memory.latest('s')).toEqual({ events: eventsUpTo(5), revision: 5, hash: 'a5' })
  vi.advanceTimersByTime(60_001)
  expect(await memory.latest('s')).toMatchObject({ revision: 5 })
  expect(reads).toEqual([0, 3, 0])
})

test('a store that has lost what it had, or has another past, is read anew', async () => {
  const { streams, reads, memory } = laidOut()
  streams.s = eventsUpTo(3)
  await memory.latest('s')
  streams.s = eventsUpTo(1)
  expect(await memory.latest('s')).toMatchObject({ revision: 1 })
  streams.s = eventsUpTo(1, 'b')
  expect(await memory.latest('s')).toMatchObject({ hash: 'b1' })
  delete streams.s
  expect(await memory.latest('s')).toMatchObject({ revision: -1, events: [] })
  expect(memory.recall('s')).toBeUndefined()
  expect(reads).toEqual([0, 3, 0, 1, 0, 1, 0])
})

test('an append that failed is trusted no more, unless somebody here has appended since', async () => {
  const { streams, memory } = laidOut()
  streams.s = eventsUpTo(1)
  const slice = await memory.latest('s')
  const failing = createStreamMemory({
    readStream: async () => slice,
    append: async () => {
      throw new Error('cut off')
    },
  } as unknown as EventStore)
  await failing.latest('s')
  await expect(failing.append('s', slice, EVENT, CAUSE)).rejects.toThrow('cut off')
  expect(failing.recall('s')).toBeUndefined()
  await failing.latest('s')
  await expect(failing.append('s', { revision: 0, hash: 'a0' }, EVENT, CAUSE)).rejects.toThrow('cut off')
  expect(failing.recall('s')).toMatchObject({ revision: 1 })
})

test('long streams are not kept, and of many only the newer ones', async () => {
  const { streams, memory } = laidOut()
  streams.long = eventsUpTo(100)
  await memory.latest('long')
  expect(memory.recall('long')).toBeUndefined()
  for (let n = 0; n <= 5_000; n += 1) await memory.append(`s${n}`, NEW, EVENT, CAUSE)
  expect(memory.recall('s0')).toBeUndefined()
  expect(memory.recall('s5000')).toMatchObject({ revision: 0 })
})
