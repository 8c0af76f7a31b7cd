import { randomUUID } from 'node:crypto'
import { type Link, packLinks, streamOfLinks, unpackLinks } from '../codec/links.ts'
import { type Place, type Proposed, recordSize, streamOf, ticksOf, writeRecord } from '../codec/record.ts'
import { lastingBytes } from '../codec/slab.ts'
import { uuidBytes } from '../codec/uuid.ts'
import { Reader, varintSize, writeVarint } from '../codec/wire.ts'

/**
 * Consecutive records of one stream that were written together, or a part of them. Their positions, revisions and
 * places in `packed` are dense.
 */
export interface Run {
  /** Of the first record. */
  position: number
  /** Of the first record. */
  revision: number
  count: number
  /** So many packed records come before the first. */
  skip: number
  /** When all of them were written, milliseconds since 1970. */
  created: number
  packed: Buffer
}

/** One record, as the bytes that clients read. */
export interface Row {
  position: number
  revision: number
  record: Buffer
}

/** Bounds of what is packed together, lest one record out of many is dear to read. */
const MAX_RECORDS = 256
const MAX_BYTES = 32 << 10

/** What packed bytes begin with: several records, or links. A single record is packed as it is, and begins otherwise. */
const RECORDS = 0
const LINKS = 1

/** The position of a run's last record. */
export const endOf = (run: Run): number => run.position + run.count - 1

/** Whether a run holds links that the server made, and nothing else. */
export const isLinks = ({ packed }: Run): boolean => packed[0] === LINKS

/** Divides what is written together into what is packed together. */
export function divide<T>(all: T[], bytesOf: (one: T) => number): T[][] {
  const parts: T[][] = []
  let bytes = Infinity
  for (const one of all) {
    const size = bytesOf(one)
    const last = parts.at(-1)
    if (!last || last.length >= MAX_RECORDS || bytes + size > MAX_BYTES) {
      parts.push([one])
      bytes = size
    } else {
      last.push(one)
      bytes += size
    }
  }
  return parts
}

/** Packs events whose first one lands at a place. */
export function packEvents(events: Proposed[], place: Place): Buffer {
  const [only] = events
  if (only && events.length === 1) {
    const out = lastingBytes(recordSize(only, place))
    writeRecord(out, 0, only, place)
    return out
  }
  const placed = events.map((event, index) => {
    const at = { ...place, revision: place.revision + index, position: place.position + index }
    return { event, at, size: recordSize(event, at) }
  })
  const out = lastingBytes(placed.reduce((sum, { size }) => sum + varintSize(size) + size, 1))
  out[0] = RECORDS
  let offset = 1
  for (const { event, at, size } of placed) offset = writeRecord(out, writeVarint(out, offset, size), event, at)
  return out
}

/** Packs links that the server makes in a stream. */
export const packLinksOf = (stream: Buffer, links: Link[]): Buffer =>
  packLinks({ tag: LINKS, id: uuidBytes(randomUUID()), stream }, links)

/** The name of the stream that packed records are in. */
export function streamOfPacked(packed: Buffer): string {
  if (packed[0] === LINKS) return streamOfLinks(packed)
  if (packed[0] !== RECORDS) return streamOf(packed)
  const reader = new Reader(packed)
  reader.pos = 1
  return streamOf(reader.bytes())
}

/** The records of a run. */
export function rowsOf(run: Run): Row[] {
  return recordsOf(run).map((record, index) => ({
    position: run.position + index,
    revision: run.revision + index,
    record,
  }))
}

function recordsOf(run: Run): Buffer[] {
  const { packed, skip, count } = run
  if (isLinks(run)) return unpackLinks(packed, { ...run, ticks: ticksOf(run.created) })
  if (packed[0] !== RECORDS) return [packed]
  const reader = new Reader(packed)
  reader.pos = 1
  for (let index = 0; index < skip; index++) reader.pos = reader.nested()
  return Array.from({ length: count }, () => reader.bytes())
}

/** The part of a run between two positions or revisions, both included; undefined when there is none. */
export function clip(run: Run, by: 'position' | 'revision', from: number, to: number): Run | undefined {
  const before = Math.max(0, from - run[by])
  const after = Math.max(0, run[by] + run.count - 1 - to)
  if (before === 0 && after === 0) return run
  const count = run.count - before - after
  if (count <= 0) return undefined
  const { position, revision, skip } = run
  return { ...run, position: position + before, revision: revision + before, skip: skip + before, count }
}
