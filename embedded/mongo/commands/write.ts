import type { Reply } from '../bson/encode.ts'
import { toNumber } from '../bson/numbers.ts'
import { type Doc, isArray, isNumeric, type Value } from '../bson/values.ts'
import { fail, MongoFailure, refuse } from '../errors.ts'
import type { Collection } from '../storage/collection.ts'
import { find } from '../storage/scan.ts'
import type { Handler } from './command.ts'
import { firstOf, insertDocument, lazily } from './documents.ts'
import { type Target, updateDocuments } from './modify.ts'
import { filterOf } from './read.ts'

const MAX_WRITES = 100_000

/** Runs the writes of a batch one by one; an ordered batch ends at its first error. */
function eachWrite<T>(items: T[], ordered: boolean, write: (item: T, index: number) => void): Reply[] {
  if (items.length === 0 || items.length > MAX_WRITES) fail(16, 'Write batch sizes must be between 1 and 100000')
  const errors: Reply[] = []
  for (let index = 0; index < items.length; index++) {
    try {
      write(items[index] as T, index)
    } catch (error) {
      if (!(error instanceof MongoFailure)) throw error
      errors.push({ index, code: error.code, errmsg: error.message, ...(error.extra as Reply) })
      if (ordered) break
    }
  }
  return errors
}

const withErrors = (reply: Reply, errors: Reply[]): Reply =>
  errors.length > 0 ? { ...reply, writeErrors: errors } : reply

const insert: Handler = {
  fields: ['documents', 'ordered', 'bypassDocumentValidation'],
  run(command, { catalog }) {
    const collection = catalog.ensure(command.db, command.collection)
    let n = 0
    const errors = eachWrite(command.documents('documents'), command.bool('ordered', true), ({ doc, bytes }) => {
      insertDocument(collection, doc, bytes)
      n++
    })
    return withErrors({ n }, errors)
  },
}

const UPDATE_FIELDS = ['q', 'u', 'multi', 'upsert', 'arrayFilters']

function known(part: Doc, fields: string[], what: string): void {
  for (const field of part.keys()) if (!fields.includes(field)) refuse(`the option ${field} of ${what}`)
}

function flag(part: Doc, field: string): boolean {
  const value = part.get(field) ?? false
  return typeof value === 'boolean' ? value : fail(14, `BSON field 'update.updates.${field}' must be a boolean`)
}

function targetOf(part: Doc): Target {
  known(part, UPDATE_FIELDS, 'update')
  const query = part.get('q')
  const arrayFilters = part.get('arrayFilters') ?? []
  if (!(query instanceof Map)) fail(14, "BSON field 'update.updates.q' must be an object")
  if (!isArray(arrayFilters)) fail(14, "BSON field 'update.updates.arrayFilters' must be an array")
  return {
    filter: filterOf(query),
    update: part.get('u') ?? fail(40414, "BSON field 'update.updates.u' is missing but a required field"),
    arrayFilters,
    multi: flag(part, 'multi'),
    upsert: flag(part, 'upsert'),
  }
}

const update: Handler = {
  fields: ['updates', 'ordered', 'bypassDocumentValidation'],
  run(command, { catalog }) {
    const totals = { n: 0, nModified: 0 }
    const upserted: Reply[] = []
    const errors = eachWrite(command.documents('updates'), command.bool('ordered', true), ({ doc }, index) => {
      const result = updateDocuments(lazily(catalog, command), targetOf(doc))
      totals.n += result.matched + (result.upserted ? 1 : 0)
      totals.nModified += result.modified
      if (result.upserted) upserted.push({ index, _id: result.upserted.get('_id') as Value })
    })
    return withErrors({ ...totals, ...(upserted.length > 0 ? { upserted } : {}) }, errors)
  },
}

const remove: Handler = {
  fields: ['deletes', 'ordered'],
  run(command, { catalog }) {
    const collection = catalog.get(command.db, command.collection)
    let n = 0
    const errors = eachWrite(command.documents('deletes'), command.bool('ordered', true), ({ doc }) => {
      n += deleteDocuments(collection, doc)
    })
    return withErrors({ n }, errors)
  },
}

function deleteDocuments(collection: Collection | undefined, part: Doc): number {
  known(part, ['q', 'limit'], 'delete')
  const query = part.get('q')
  if (!(query instanceof Map)) fail(14, "BSON field 'delete.deletes.q' must be an object")
  const limit = part.get('limit')
  const max = isNumeric(limit) ? toNumber(limit) : -1
  if (max !== 0 && max !== 1) fail(9, 'The limit field in delete objects must be 0 or 1')
  const filter = filterOf(query)
  if (!collection) return 0
  let n = 0
  for (const row of max === 1 ? firstOf(find(collection, filter).rows) : [...find(collection, filter).rows]) {
    collection.remove(row)
    n++
  }
  return n
}

export const WRITE: Record<string, Handler> = { insert, update, delete: remove }
