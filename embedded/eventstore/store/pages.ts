import type { SQLOutputValue } from 'node:sqlite'
import { clip, type Run } from './runs.ts'

/** Large events make short pages: one page is never much more than this. */
const PAGE_BYTES = 1 << 20
/** No page holds more records, so that none stalls the other connections, nor the reader that waits for the next. */
export const PAGE = 256

type Found = Record<string, SQLOutputValue>

export interface Bounds {
  by: 'position' | 'revision'
  from: number
  to: number
  backwards?: boolean
}

/** The same bytes. */
export const asBuffer = (blob: Uint8Array): Buffer => Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength)

/** The columns that `asRun` reads. */
export const RUN_COLUMNS = 'position, revision, count, created, packed'

/** The runs that hold the revisions ?2 to ?3 of stream ?1 and are not older than ?4. */
export const STREAM_RUNS = `
  SELECT ${RUN_COLUMNS} FROM runs
  WHERE stream = ?1
    AND revision BETWEEN coalesce((SELECT max(revision) FROM runs WHERE stream = ?1 AND revision <= ?2), 0) AND ?3
    AND created >= ?4
  ORDER BY revision`

/** The runs that hold the positions ?1 to ?2. */
export const ALL_RUNS = `
  SELECT ${RUN_COLUMNS} FROM runs
  WHERE position BETWEEN coalesce((SELECT max(position) FROM runs WHERE position <= ?1), 0) AND ?2
  ORDER BY position`

/** A row of those columns. */
export const asRun = ({ position, revision, count, created, packed }: Found): Run => ({
  position: position as number,
  revision: revision as number,
  count: count as number,
  skip: 0,
  created: created as number,
  packed: asBuffer(packed as Uint8Array),
})

/** Takes runs from a running statement until the page is full, and of the outermost ones what lies within the bounds. */
export function takePage(found: Iterable<Found>, { by, from, to, backwards }: Bounds, limit: number): Run[] {
  const page: Run[] = []
  let left = Math.min(limit, PAGE)
  let bytes = 0
  for (const one of found) {
    const run = clip(asRun(one), by, from, to)
    if (!run) continue
    const first = run[by]
    const taken = backwards ? clip(run, by, first + run.count - left, to) : clip(run, by, from, first + left - 1)
    if (!taken) break
    page.push(taken)
    left -= taken.count
    bytes += run.packed.length
    if (left === 0 || bytes >= PAGE_BYTES) break
  }
  return page
}
