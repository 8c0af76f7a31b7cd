import type { EventStore, StreamSlice } from './event-store.ts'
import { shareReads } from './share-reads.ts'

/** Streams as this process knows them. */
export interface StreamMemory {
  /** The stream as it was a moment ago, marked as remembered; undefined where that is not known. */
  recall(stream: string): StreamSlice | undefined
  /** The stream as the store has it now. Of a stream that is known, only what came since is read. */
  latest(stream: string): Promise<StreamSlice>
  /** Appends, and remembers what was appended. */
  append: EventStore['append']
}

interface Known {
  slice: StreamSlice
  /** Until when it may be given without a look at the store, ms since 1970. */
  trustedUntil: number
  /** When it was read from its beginning, ms since 1970. */
  readAt: number
}

const MOST_STREAMS = 5_000
const MOST_EVENTS = 100
/** Somebody else may append meanwhile, and the longer ago the likelier: that costs an append in vain. */
const TRUSTED_MS = 5_000
/** Personal fields that were erased since are open in what was read before. */
const KEPT_MS = 60_000

/**
 * Remembers streams, so that a command need not read what this process knows. An append that the store took at the
 * expected revision, under ids that no other append has, is stored as it was sent. See docs/adr/0016-remembered-streams.md.
 */
export function createStreamMemory(store: EventStore): StreamMemory {
  const known = new Map<string, Known>()
  const latest = async (stream: string): Promise<StreamSlice> => {
    const before = known.get(stream)
    const readAt = Date.now()
    const longer = before && before.readAt + KEPT_MS > readAt ? await extend(store, stream, before.slice) : undefined
    if (!longer) known.delete(stream)
    const slice = longer ?? (await store.readStream(stream))
    if (slice.revision >= 0) keep(known, stream, slice, longer && before ? before.readAt : readAt)
    return slice
  }
  return {
    latest: shareReads(latest),
    recall: (stream) => {
      const found = known.get(stream)
      return found && found.trustedUntil > Date.now() ? { ...found.slice, isRemembered: true } : undefined
    },
    append: async (stream, expected, events, cause) => {
      const before = known.get(stream)
      try {
        const result = await store.append(stream, expected, events, cause)
        const slice = expected.revision < 0 ? NEW_STREAM : before?.slice
        if (slice?.hash !== expected.hash) return result
        const { revision, hash } = result
        const longer = { events: [...slice.events, ...result.recorded()], revision, hash }
        keep(known, stream, longer, before?.readAt ?? Date.now())
        return result
      } catch (error) {
        const now = known.get(stream)
        if (now && now.slice.revision <= expected.revision) now.trustedUntil = 0
        throw error
      }
    },
  }
}

/** A stream that has not begun. */
export const NEW_STREAM: StreamSlice = { events: [], revision: -1, hash: '' }

/** Remembers a stream, unless a newer part of it is known or it is too long. */
function keep(known: Map<string, Known>, stream: string, slice: StreamSlice, readAt: number): void {
  const before = known.get(stream)
  if (before && before.slice.revision > slice.revision) return
  known.delete(stream)
  if (slice.events.length > MOST_EVENTS) return
  if (known.size >= MOST_STREAMS) forgetOlder(known, MOST_STREAMS / 2)
  known.set(stream, { slice, trustedUntil: Date.now() + TRUSTED_MS, readAt })
}

/** Reads from the last known event on: its hash proves all that is before it. Undefined where it is another. */
async function extend(store: EventStore, stream: string, slice: StreamSlice): Promise<StreamSlice | undefined> {
  const { events, revision, hash } = await store.readStream(stream, slice.revision)
  if (events[0]?.revision !== slice.revision || events[0].meta.hash !== slice.hash) return undefined
  return events.length === 1 ? slice : { events: [...slice.events, ...events.slice(1)], revision, hash }
}

/** Many at once: to look for the oldest of a Map that is deleted from at its front is to walk over what was deleted. */
function forgetOlder(known: Map<string, Known>, count: number): void {
  let left = count
  for (const stream of known.keys()) {
    if (left === 0) return
    known.delete(stream)
    left -= 1
  }
}
