import { randomUUID } from 'node:crypto'
import { LINK_TYPE } from '../codec/links.ts'
import type { Proposed } from '../codec/record.ts'

const JSON_TYPE = Buffer.from('application/json')
const BINARY_TYPE = Buffer.from('application/octet-stream')
const EMPTY = Buffer.alloc(0)

/** An event that the server itself writes. */
export const systemEvent = (type: string, json: string): Proposed => ({
  id: randomUUID(),
  type: Buffer.from(type),
  contentType: JSON_TYPE,
  metadata: EMPTY,
  data: Buffer.from(json),
})

/** A link to an event that a persistent subscription has put aside. */
export const parkedLink = (target: string, reason: string): Proposed => ({
  id: randomUUID(),
  type: LINK_TYPE,
  contentType: BINARY_TYPE,
  metadata: Buffer.from(JSON.stringify({ added: new Date().toISOString(), reason })),
  data: Buffer.from(target),
})
