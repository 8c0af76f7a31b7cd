import { randomUUID } from 'node:crypto'
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js'
import { withStructuredId } from '../codec/record.ts'
import { caughtUp, checkpoint, confirmation, readEvent, streamNotFound } from '../codec/responses.ts'
import type { Log } from '../store/log.ts'
import { isLink, type LogReader } from '../store/reader.ts'
import { endOf, type Row, type Run, rowsOf } from '../store/runs.ts'
import type { Store } from '../store/store.ts'
import { allCursor, type Cursor, streamCursor } from './cursors.ts'
import { asStatusError, isStatusError } from './failures.ts'
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
  const { stream: name, limit, filter, backwards } = request
  if (name !== undefined && isMissing(store.log, name)) {
    await outlet.send([streamNotFound(name)])
    outlet.end()
    return
  }
  const cursor = cursorOf(store, request)
  const pick = filter ?? rowsOf
  // The next page is got ready while the reader takes the one before.
  let sent = Promise.resolve()
  for (let left = limit; left > 0 && !outlet.closed; ) {
    const page = cursor.next(filter ? undefined : left)
    if (page.length === 0) break
    const rows = page.flatMap((run) => (backwards ? pick(run).reverse() : pick(run)))
    const found = rows.slice(0, left)
    left -= found.length
    const messages = found.map((row) => encode(store.reader, row, request))
    await sent
    sent = outlet.send(messages)
  }
  await sent
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
  try {
    await outlet.send([confirmation(randomUUID())])
    while (!outlet.closed) {
      const page = cursor.next()
      if (page.length > 0) {
        const messages: Buffer[] = []
        considered = deliver(store.reader, request, page, considered, messages)
        await outlet.send(messages)
      } else if (live) await outlet.wait()
      else {
        live = true
        await outlet.send(request.filter ? [checkpoint(cursor.reached), caughtUp()] : [caughtUp()])
      }
    }
  } finally {
    stopListening()
  }
}

/**
 * Adds what a page says to `messages`, and returns how many events were considered since the last checkpoint: of a
 * filtered subscription, whose positions are dense.
 */
function deliver(reader: LogReader, request: ReadRequest, page: Run[], considered: number, messages: Buffer[]): number {
  const { filter, checkpointInterval } = request
  if (!filter) {
    for (const run of page) for (const row of rowsOf(run)) messages.push(encode(reader, row, request))
    return 0
  }
  let due = (page[0]?.position ?? 0) - 1 + checkpointInterval - considered
  const checkpointsBefore = (position: number) => {
    for (; due < position; due += checkpointInterval) messages.push(checkpoint(due))
  }
  for (const run of page) {
    for (const row of filter(run)) {
      checkpointsBefore(row.position)
      messages.push(encode(reader, row, request))
    }
    checkpointsBefore(endOf(run) + 1)
  }
  return page.reduce((sum, { count }) => sum + count, considered) % checkpointInterval
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

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
