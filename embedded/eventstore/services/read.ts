import { randomUUID } from 'node:crypto'
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js'
import { withStructuredId } from '../codec/record.ts'
import { caughtUp, checkpoint, confirmation, readEvent, streamNotFound } from '../codec/responses.ts'
import type { Log } from '../store/log.ts'
import { isLink, type LogReader } from '../store/reader.ts'
import type { Row } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import { allCursor, type Cursor, streamCursor } from './cursors.ts'
import { asStatusError, type StatusError } from './failures.ts'
import type { Outlet } from './outlet.ts'
import { parseReadRequest, type ReadRequest } from './read-request.ts'

type Dependencies = Pick<Store, 'log' | 'reader'>

/** Handles `Streams.Read`: reads and subscriptions of a stream or of $all. */
export async function handleRead(store: Dependencies, outlet: Outlet, message: ReadReq): Promise<void> {
  try {
    const request = parseReadRequest(message)
    if (request.subscription) await subscribe(store, outlet, request)
    else await read(store, outlet, request)
  } catch (error) {
    outlet.fail(isStatusError(error) ? error : asStatusError({ kind: 'broken', error: asError(error) }, ''))
  }
}

async function read(store: Dependencies, outlet: Outlet, request: ReadRequest): Promise<void> {
  const { stream: name, limit, filter } = request
  if (name !== undefined && isMissing(store.log, name)) {
    outlet.send(streamNotFound(name))
    return outlet.end()
  }
  const cursor = cursorOf(store, request)
  for (let left = limit; left > 0 && !outlet.closed; ) {
    const page = cursor.next(filter ? undefined : left)
    if (page.length === 0) break
    for (const row of page) {
      if (filter && !filter(row.record)) continue
      outlet.send(encode(store.reader, row, request))
      if (--left === 0) break
    }
    await outlet.flushed()
  }
  outlet.end()
}

function isMissing({ streams }: Log, name: string): boolean {
  const stream = streams.find(name)
  if (streams.isTombstoned(stream)) throw asStatusError({ kind: 'deleted' }, name)
  return stream.last < 0 || streams.isSoftDeleted(stream)
}

/** One loop per subscriber, always from its cursor: there is no second way in which it could miss or repeat events. */
async function subscribe(store: Dependencies, outlet: Outlet, request: ReadRequest): Promise<void> {
  const cursor = cursorOf(store, request)
  const stopListening = store.log.signals.listen(request.stream, () => outlet.wake())
  let live = false
  let considered = 0
  outlet.send(confirmation(randomUUID()))
  try {
    while (!outlet.closed) {
      const page = cursor.next()
      if (page.length > 0) {
        considered = deliver(store.reader, outlet, request, page, considered)
        await outlet.flushed()
        continue
      }
      if (!live) {
        if (request.filter) outlet.send(checkpoint(cursor.reached))
        outlet.send(caughtUp())
        live = true
      }
      await outlet.wait()
    }
  } finally {
    stopListening()
  }
}

/** Sends a page and returns how many events were considered since the last checkpoint. */
function deliver(reader: LogReader, outlet: Outlet, request: ReadRequest, page: Row[], considered: number): number {
  const { filter, checkpointInterval } = request
  let count = considered
  for (const row of page) {
    if (!filter || filter(row.record)) outlet.send(encode(reader, row, request))
    if (!filter || ++count < checkpointInterval) continue
    outlet.send(checkpoint(row.position))
    count = 0
  }
  return count
}

function cursorOf({ log, reader }: Dependencies, request: ReadRequest): Cursor {
  return request.stream === undefined
    ? allCursor(log, reader, request)
    : streamCursor(log, reader, request.stream, request)
}

function encode(reader: LogReader, { record, position }: Row, { resolveLinks, structuredIds }: ReadRequest): Buffer {
  const show = (it: Buffer | undefined) => (it && structuredIds ? withStructuredId(it) : it)
  if (!resolveLinks || !isLink(record)) return readEvent(show(record), undefined, position)
  return readEvent(show(reader.target(record)), show(record), position)
}

const isStatusError = (error: unknown): error is StatusError =>
  typeof error === 'object' && error !== null && 'code' in error && 'metadata' in error

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
