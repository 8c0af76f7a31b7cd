import { encodeRecord, type Proposed } from './record.ts'
import { lastingBytes } from './slab.ts'
import { uuidAt } from './uuid.ts'
import { Reader, varintSize, writeVarint } from './wire.ts'

/** What a link of the system projections says: which event it is to. */
export interface Link {
  stream: string
  revision: number
  /** The event's id, as its 16 bytes. */
  causedBy: Buffer
}

/** What the packed links of one stream have in common. */
export interface LinkHead {
  /** What packed links begin with, to tell them from packed records. */
  tag: number
  /** The 16 bytes of the first link's id; the others' ids differ from it in their last two bytes. */
  id: Buffer
  stream: Buffer
}

/** Where the links that are wanted of some that are packed stand. */
export interface LinkPlace {
  /** So many come before them. */
  skip: number
  count: number
  revision: number
  position: number
  ticks: Buffer
}

export const LINK_TYPE = Buffer.from('$>')
const BINARY_TYPE = Buffer.from('application/octet-stream')
const ID_BYTES = 16
const SAME_PART = 32

/** Packs links into a fraction of what they are as records; a name is written out where it first stands. */
export function packLinks({ tag, id, stream }: LinkHead, links: Link[]): Buffer {
  const numbers = new Map<string, number>()
  const parts = links.map(({ stream: name, revision, causedBy }) => {
    const number = numbers.get(name) ?? 0
    if (number === 0) numbers.set(name, numbers.size + 1)
    return { number, name: number === 0 ? Buffer.from(name) : undefined, revision, causedBy }
  })
  const sizeOf = ({ number, name, revision }: (typeof parts)[number]) =>
    varintSize(number) + (name ? nameSize(name) : 0) + varintSize(revision) + ID_BYTES
  const out = lastingBytes(parts.reduce((sum, part) => sum + sizeOf(part), 1 + ID_BYTES + nameSize(stream)))
  out[0] = tag
  let at = writeName(out, 1 + id.copy(out, 1), stream)
  for (const { number, name, revision, causedBy } of parts) {
    at = writeVarint(out, at, number)
    if (name) at = writeName(out, at, name)
    at = writeVarint(out, at, revision)
    at += causedBy.copy(out, at)
  }
  return out
}

const nameSize = (name: Buffer): number => varintSize(name.length) + name.length

function writeName(out: Buffer, offset: number, name: Buffer): number {
  const at = writeVarint(out, offset, name.length)
  return at + name.copy(out, at)
}

/** The name of the stream that the packed links are in. */
export function streamOfLinks(packed: Buffer): string {
  const reader = new Reader(packed)
  reader.pos = 1 + ID_BYTES
  return reader.text()
}

/** Some of the packed links as the records that clients read. */
export function unpackLinks(packed: Buffer, { skip, count, revision, position, ticks }: LinkPlace): Buffer[] {
  const reader = new Reader(packed)
  reader.pos = 1 + ID_BYTES
  const stream = reader.bytes()
  const sameId = uuidAt(packed, 1).slice(0, SAME_PART)
  const names: string[] = []
  const records: Buffer[] = []
  for (let index = 0; records.length < count; index++) {
    const number = reader.varint()
    const name = number === 0 ? reader.text() : (names[number - 1] as string)
    if (number === 0) names.push(name)
    const to = reader.varint()
    const cause = reader.pos
    reader.pos += ID_BYTES
    if (index < skip) continue
    const id = sameId + index.toString(16).padStart(4, '0')
    const at = { stream, revision: revision + index - skip, position: position + index - skip, ticks }
    records.push(encodeRecord(linkEvent(id, name, to, uuidAt(packed, cause)), at))
  }
  return records
}

const linkEvent = (id: string, stream: string, revision: number, causedBy: string): Proposed => ({
  id,
  type: LINK_TYPE,
  contentType: BINARY_TYPE,
  metadata: Buffer.from(`{"$causedBy":"${causedBy}","$o":${JSON.stringify(stream)}}`),
  data: Buffer.from(`${revision}@${stream}`),
})
