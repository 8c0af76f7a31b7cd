import type { Collection } from 'mongodb'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import { changesOf } from './fold.ts'
import type { Row } from './rows/row.ts'
import { applyChanges } from './store.ts'
import { collectionName, type View } from './view.ts'

/** One view on its way through the store. */
export interface Track {
  view: View
  collection: Collection<Row>
  /** Everything up to here is applied and the checkpoint says so. */
  position: number
  live: boolean
  error?: unknown
}

export interface ViewHealth {
  view: string
  version: number
  position: number
  /** It has come to the end of the store once, and what is appended is applied at once. */
  live: boolean
  error?: string
}

export const trackName = ({ view }: Track): string => collectionName(view)

export const trackHealth = ({ view: { name, version }, position, live, error }: Track): ViewHealth => ({
  view: name,
  version,
  position,
  live,
  ...(error === undefined ? {} : { error: error instanceof Error ? error.message : String(error) }),
})

/** Applies the events that a view has not seen; gives the rows that are different now. */
export async function advance(track: Track, events: readonly RecordedEvent[]): Promise<Row[]> {
  const pending = changesOf(
    track.view,
    events.filter(({ position }) => position > track.position),
  )
  return pending.length === 0 ? [] : applyChanges(track.collection, pending)
}
