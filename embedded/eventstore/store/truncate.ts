import { TOMBSTONE } from '../codec/record.ts'
import type { Log } from './log.ts'
import { metastreamOf } from './stream-table.ts'
import { systemEvent } from './system-events.ts'

declare global {
  interface JSON {
    rawJSON(text: string): unknown
  }
}

/** Sets `$tb` beside a stream's other metadata (TOMBSTONE: soft-deletes it) and returns the position of that event. */
export function setTruncateBefore(log: Log, name: string, revision: number): number {
  const metadata = log.streams.storedMetadata(name)
  metadata.$tb = revision === TOMBSTONE ? JSON.rawJSON('9223372036854775807') : revision
  return log.write(log.streams.find(metastreamOf(name)), [systemEvent('$metadata', JSON.stringify(metadata))])
}
