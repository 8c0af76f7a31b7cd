import { BSONRegExp, ObjectId } from 'bson'
import { encodeStored, MAX_DOCUMENT } from '../bson/encode.ts'
import { type Doc, isArray, isTimestamp, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import type { Catalog } from '../storage/catalog.ts'
import type { Collection } from '../storage/collection.ts'
import { idFirst } from '../update/update.ts'
import type { Command } from './command.ts'

/** Checks a document that will be stored: what no collection may hold. */
export function checkStored(doc: Doc): void {
  const id = doc.get('_id')
  if (isArray(id)) fail(53, "The '_id' value cannot be of type array")
  if (id instanceof BSONRegExp) fail(53, "The '_id' value cannot be of type regex")
  for (const [key, value] of doc) {
    if (key.startsWith('$')) fail(52, `The dollar ($) prefixed field '${key}' in '${key}' is not allowed`)
    if (isTimestamp(value) && value.isZero()) refuse('a Timestamp(0, 0), which MongoDB replaces with the time,')
  }
}

/** Inserts a document: its bytes as they came, but for an `_id` that is missing or not in front. */
export function insertDocument(collection: Collection, doc: Doc, bytes?: Buffer): Doc {
  checkStored(doc)
  const whole = doc.has('_id') ? idFirst(doc) : new Map<string, Value>([['_id', new ObjectId()], ...doc])
  collection.insert(whole, whole === doc && bytes ? sized(bytes) : encodeStored(whole))
  return whole
}

function sized(bytes: Buffer): Buffer {
  return bytes.length <= MAX_DOCUMENT
    ? bytes
    : fail(10334, `object to insert too large. size in bytes: ${bytes.length}, max size: 16777216`)
}

/** The collection: there, or made at the moment something is put into it. */
export interface Lazy {
  existing: Collection | undefined
  made(): Collection
}

export function lazily(catalog: Catalog, { db, collection }: Command): Lazy {
  return { existing: catalog.get(db, collection), made: () => catalog.ensure(db, collection) }
}

export function firstOf<T>(items: Iterable<T>): T[] {
  for (const item of items) return [item]
  return []
}
