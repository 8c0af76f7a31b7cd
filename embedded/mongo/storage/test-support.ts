import { encode } from '../bson/encode.ts'
import type { Doc, Value } from '../bson/values.ts'
import { MongoFailure } from '../errors.ts'
import { parseFilter } from '../query/filter.ts'
import { Catalog } from './catalog.ts'
import type { Collection } from './collection.ts'
import { Database } from './database.ts'
import { indexOptions } from './index-spec.ts'

export const database = new Database(':memory:', 'NORMAL')
export const catalog = new Catalog(database)

let made = 0
/** A new collection with these documents and indexes. */
export function filled(docs: Doc[], keys: Record<string, number>[]): Collection {
  const collection = catalog.create('db', `c${++made}`)
  for (const key of keys)
    catalog.createIndex(collection, indexOptions(new Map([['key', new Map(Object.entries(key))]])))
  docs.forEach((doc, i) => {
    const whole: Doc = new Map<string, Value>([['_id', i], ...doc])
    try {
      collection.insert(whole, encode(whole))
    } catch (error) {
      // two arrays under one index: MongoDB refuses that document, too
      if (!(error instanceof MongoFailure && error.code === 171)) throw error
    }
  })
  return collection
}

export const everything = parseFilter(new Map())
export const idsOf = (docs: Iterable<{ doc: Doc }>) => [...docs].map(({ doc }) => doc.get('_id') as number)
