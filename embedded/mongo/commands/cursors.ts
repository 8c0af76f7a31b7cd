import { randomBytes } from 'node:crypto'
import { Raw, type Reply } from '../bson/encode.ts'
import { fail } from '../errors.ts'

const IDLE = 10 * 60_000
const MAX_BATCH_BYTES = 16 * 1024 * 1024
const FIRST_BATCH = 101
/** Each holds a page of documents; clients that go away without closing theirs must not fill the memory. */
export const MAX_CURSORS = 1_000

interface Cursor {
  namespace: string
  documents: Iterator<Uint8Array>
  /** Read already, did not fit the last batch. */
  ahead: Uint8Array | undefined
  used: number
}

/** Open cursors, in the order of their last use: each the rest of a result, read on as it is asked for. */
export class Cursors {
  readonly #open = new Map<bigint, Cursor>()

  /** The reply to the command that opens a cursor; what fits the first batch needs none. */
  open(namespace: string, documents: Iterable<Uint8Array>, size: number | undefined, single = false): Reply {
    const cursor: Cursor = { namespace, documents: documents[Symbol.iterator](), ahead: undefined, used: Date.now() }
    const firstBatch = take(cursor, size ?? FIRST_BATCH)
    const id = single || !hasMore(cursor) ? 0n : this.#keep(cursor)
    return { cursor: { firstBatch, id, ns: namespace } }
  }

  #keep(cursor: Cursor): bigint {
    const id = randomBytes(8).readBigInt64LE() & 0x7fffffffffffffffn || 1n
    this.#open.set(id, cursor)
    const [idlest] = this.#open.keys()
    if (this.#open.size > MAX_CURSORS && idlest !== undefined) this.#open.delete(idlest)
    return id
  }

  next(id: bigint, namespace: string, size: number | undefined): Reply {
    const cursor = this.#open.get(id)
    if (!cursor) fail(43, `cursor id ${id} not found`)
    if (cursor.namespace !== namespace)
      fail(
        13,
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      )
    cursor.used = Date.now()
    this.#open.delete(id)
    const nextBatch = take(cursor, size || Number.POSITIVE_INFINITY)
    const more = hasMore(cursor)
    if (more) this.#open.set(id, cursor)
    return { cursor: { nextBatch, id: more ? id : 0n, ns: namespace } }
  }

  kill(id: bigint): boolean {
    return this.#open.delete(id)
  }

  sweep(): void {
    for (const [id, { used }] of this.#open) if (Date.now() - used > IDLE) this.#open.delete(id)
  }
}

function hasMore(cursor: Cursor): boolean {
  cursor.ahead ??= cursor.documents.next().value ?? undefined
  return cursor.ahead !== undefined
}

function take(cursor: Cursor, size: number): Raw[] {
  const batch: Raw[] = []
  let bytes = 0
  while (batch.length < size && hasMore(cursor)) {
    const document = cursor.ahead as Uint8Array
    bytes += document.length
    if (bytes > MAX_BATCH_BYTES && batch.length > 0) break
    batch.push(new Raw(document))
    cursor.ahead = undefined
  }
  return batch
}
