import { decode } from '../bson/decode.ts'
import { encode, type Reply } from '../bson/encode.ts'
import type { Doc } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'

const OP_REPLY = 1
const OP_QUERY = 2004
const OP_MSG = 2013
const HEADER = 16
/** What hello promises; a longer message ends the connection. */
export const MAX_MESSAGE = 48_000_000

const CHECKSUM = 1
const MORE_TO_COME = 2

/** One request off the wire; `sequences` are documents sent beside the command, still encoded. */
export interface Message {
  id: number
  legacy: boolean
  silent: boolean
  body: Doc
  sequences: Map<string, Buffer[]>
}

/** Cuts a connection's bytes into messages. */
export class Framer {
  #chunks: Buffer[] = []
  #size = 0

  /** Takes what arrived and gives every message that is now whole. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    const messages: Buffer[] = []
    for (let length = this.#wanted(); length > 0 && this.#size >= length; length = this.#wanted()) {
      const all = this.#joined()
      messages.push(all.subarray(0, length))
      this.#chunks = all.length > length ? [all.subarray(length)] : []
      this.#size -= length
    }
    return messages
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)]
    return this.#chunks[0] as Buffer
  }

  #wanted(): number {
    if (this.#size < 4) return 0
    const first = this.#chunks[0] as Buffer
    const length = (first.length >= 4 ? first : this.#joined()).readInt32LE(0)
    if (length < HEADER || length > MAX_MESSAGE) fail(9, `a message of ${length} bytes`)
    return length
  }
}

/** Reads a whole message. */
export function readMessage(bytes: Buffer): Message {
  const id = bytes.readInt32LE(4)
  const opcode = bytes.readInt32LE(12)
  if (opcode === OP_MSG) return readMsg(bytes, id)
  if (opcode === OP_QUERY) return readQuery(bytes, id)
  return refuse(`the wire message ${opcode}`)
}

function readMsg(bytes: Buffer, id: number): Message {
  const flags = bytes.readUInt32LE(HEADER)
  const end = bytes.length - (flags & CHECKSUM ? 4 : 0)
  const sequences = new Map<string, Buffer[]>()
  let body: Doc | undefined
  for (let at = HEADER + 4; at < end; ) {
    const kind = bytes[at++]
    const size = bytes.readInt32LE(at)
    if (kind === 0) body = decode(bytes.subarray(at, at + size))
    else if (kind === 1) sequences.set(...readSequence(bytes.subarray(at + 4, at + size)))
    else fail(9, `an OP_MSG section of kind ${kind}`)
    at += size
  }
  if (!body) fail(9, 'OP_MSG without a body')
  return { id, legacy: false, silent: (flags & MORE_TO_COME) !== 0, body, sequences }
}

function readSequence(section: Buffer): [name: string, documents: Buffer[]] {
  const nameEnd = section.indexOf(0)
  const documents: Buffer[] = []
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = section.readInt32LE(at)
    if (size < 5 || at + size > section.length) fail(22, 'a document sequence has a wrong length')
    documents.push(section.subarray(at, at + size))
    at += size
  }
  return [section.toString('utf8', 0, nameEnd), documents]
}

/** The handshake still begins with OP_QUERY. */
function readQuery(bytes: Buffer, id: number): Message {
  const nameEnd = bytes.indexOf(0, HEADER + 4)
  const namespace = bytes.toString('utf8', HEADER + 4, nameEnd)
  if (!namespace.endsWith('.$cmd')) refuse('OP_QUERY for anything but the handshake')
  const body = decode(bytes, nameEnd + 9)
  body.set('$db', namespace.slice(0, -5))
  return { id, legacy: true, silent: false, body, sequences: new Map() }
}

let replies = 0

/** A reply, ready to send. */
export function writeReply({ id, legacy }: Pick<Message, 'id' | 'legacy'>, reply: Reply): Buffer {
  const body = encode(reply)
  const head = Buffer.alloc(legacy ? HEADER + 20 : HEADER + 5)
  head.writeInt32LE(head.length + body.length, 0)
  head.writeInt32LE(++replies | 0, 4)
  head.writeInt32LE(id, 8)
  head.writeInt32LE(legacy ? OP_REPLY : OP_MSG, 12)
  if (legacy) {
    head.writeInt32LE(8, 16) // await-capable, as every server since 1.6 says
    head.writeInt32LE(1, 32)
  }
  return Buffer.concat([head, body])
}
