import { dataOf, idOf, streamOf, withStructuredId } from '../codec/record.ts'
import { persistentEvent } from '../codec/responses.ts'
import { isLink, type LogReader } from '../store/reader.ts'
import type { Row } from '../store/runs.ts'

/** An event on its way to a consumer. */
export interface Message {
  /** Where it was read: in the group's source, or in its stream of parked messages. */
  row: Row
  replayed: boolean
  /** Undefined when it is a link that leads nowhere. */
  event: Buffer | undefined
  link: Buffer | undefined
  retries: number
  sentAt: number
}

const message = (row: Row, replayed: boolean, event: Buffer | undefined, link: Buffer | undefined): Message => ({
  row,
  replayed,
  event,
  link,
  retries: 0,
  sentAt: 0,
})

/** A message from the group's source. */
export function fresh(row: Row, reader: LogReader, resolveLinks: boolean): Message {
  if (!resolveLinks || !isLink(row.record)) return message(row, false, row.record, undefined)
  return message(row, false, reader.target(row.record), row.record)
}

/** A parked message once more; undefined when what was parked is gone. Its link is the one that parked it. */
export function replayed(row: Row, reader: LogReader, resolveLinks: boolean): Message | undefined {
  const origin = reader.target(row.record)
  if (!origin) return undefined
  return message(row, true, resolveLinks && isLink(origin) ? reader.target(origin) : origin, row.record)
}

/** The event, or the link where that is all there is. */
export const shown = ({ event, row }: Message): Buffer => event ?? row.record

/** Consumers answer by the id of the link where there is one. */
export const answerId = ({ event, link, row }: Message): string => idOf(link ?? event ?? row.record)

/** What a link that parks the message points at. */
export function origin({ replayed, row }: Message): string {
  return replayed ? dataOf(row.record).toString() : `${row.revision}@${streamOf(row.record)}`
}

/** As the protocol's ReadResp. */
export function encode({ event, link, row, retries }: Message, structuredIds: boolean): Buffer {
  const show = (record: Buffer | undefined) => (record && structuredIds ? withStructuredId(record) : record)
  return persistentEvent(show(event), show(link), row.position, retries)
}
