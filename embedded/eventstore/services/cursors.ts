import type { Log } from '../store/log.ts'
import type { LogReader } from '../store/reader.ts'
import { endOf, type Run } from '../store/runs.ts'
import { asStatusError } from './failures.ts'
import type { ReadRequest } from './read-request.ts'

/** Hands out runs page by page from where it stands; an empty page means there are no more for now. */
export interface Cursor {
  /** The position (of $all) or revision (of a stream) of the last event handed out. */
  readonly reached: number
  next(limit?: number): Run[]
}

type Start = Pick<ReadRequest, 'from' | 'backwards' | 'subscription'>

/**
 * Forwards a read includes the position it starts from and a subscription does not; backwards it is excluded.
 * A read ends where the log ended when it began, however fast others append.
 */
export function allCursor(log: Log, reader: LogReader, { from, backwards, subscription }: Start): Cursor {
  if (backwards) return allBackwards(log, reader, from)
  let reached = from === 'start' ? 0 : from === 'end' ? log.committed : subscription ? from : from - 1
  const end = subscription ? Infinity : log.committed
  return {
    get reached() {
      return reached
    },
    next(limit) {
      const to = Math.min(end, log.committed)
      if (reached >= to) return []
      const page = reader.forward(reached + 1, to, limit)
      const last = page.at(-1)
      reached = last ? endOf(last) : to
      return page
    },
  }
}

function allBackwards(log: Log, reader: LogReader, from: ReadRequest['from']): Cursor {
  let reached = from === 'start' ? 0 : from === 'end' ? log.committed + 1 : from
  return {
    get reached() {
      return reached
    },
    next(limit) {
      if (reached <= 1) return []
      const page = reader.backward(reached - 1, limit)
      reached = page.at(-1)?.position ?? 0
      return page
    },
  }
}

/** Both directions of a stream include the revision they start from; a subscription starts after it. */
export function streamCursor(log: Log, reader: LogReader, name: string, start: Start): Cursor {
  const { from, backwards, subscription } = start
  const find = () => {
    const stream = log.streams.find(name)
    if (log.streams.isTombstoned(stream)) throw asStatusError({ kind: 'deleted' }, name)
    return stream
  }
  const last = find().last
  const end = subscription ? Infinity : last
  let reached: number
  if (backwards) reached = from === 'start' ? 1 : from === 'end' ? last + 1 : from + 1
  else reached = from === 'start' ? -1 : from === 'end' ? last : subscription ? from : from - 1
  return {
    get reached() {
      return reached
    },
    next(limit) {
      const stream = find()
      if (backwards ? reached <= 0 : reached >= Math.min(end, stream.last)) return []
      const page = backwards
        ? reader.streamBackward(stream, reached - 1, limit)
        : reader.streamForward(stream, reached + 1, Math.min(end, stream.last), limit)
      const last = page.at(-1)
      if (backwards) reached = last?.revision ?? 0
      else reached = last ? last.revision + last.count - 1 : Math.min(end, stream.last)
      return page
    },
  }
}
