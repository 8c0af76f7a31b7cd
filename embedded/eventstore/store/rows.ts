import type { SQLOutputValue } from 'node:sqlite'

/** An event as the readers pass it on. */
export interface Row {
  position: number
  revision: number
  record: Buffer
}

/** Large events make short pages: one page is never much more than this. */
const PAGE_BYTES = 1 << 20

export const asBuffer = (blob: Uint8Array): Buffer => Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength)

/** Takes rows from a running statement until the page is full. */
export function takePage(rows: Iterable<Record<string, SQLOutputValue>>, limit: number): Row[] {
  const page: Row[] = []
  let bytes = 0
  for (const { position, revision, record } of rows) {
    const blob = asBuffer(record as Uint8Array)
    page.push({ position: position as number, revision: revision as number, record: blob })
    bytes += blob.length
    if (page.length >= limit || bytes >= PAGE_BYTES) break
  }
  return page
}
