import { equals } from '../bson/compare.ts'
import type { Reply } from '../bson/encode.ts'
import { encode } from '../bson/encode.ts'
import { type Doc, isDoc, type Value } from '../bson/values.ts'
import { fail } from '../errors.ts'
import type { Collection } from '../storage/collection.ts'
import type { Index } from '../storage/index-entries.ts'
import { indexOptions, indexSpec } from '../storage/index-spec.ts'
import type { Handler } from './command.ts'

const ID_SPEC: Doc = new Map<string, Value>([['v', 2], ['key', new Map([['_id', 1]])], ['name', '_id_']]) // biome-ignore format: short

const createIndexes: Handler = {
  fields: ['indexes', 'commitQuorum'],
  run(command, { catalog }) {
    const specs = (command.array('indexes') ?? []).filter(isDoc)
    if (specs.length === 0) fail(2, 'Must specify at least one index to create')
    const wanted = specs.filter((spec) => !isIdIndex(spec)).map(indexOptions)
    const before = catalog.get(command.db, command.collection)
    const collection = before ?? catalog.create(command.db, command.collection)
    const numIndexesBefore = collection.indexes.length + 1
    const made = wanted.filter((options) => catalog.createIndex(collection, options)).length
    const reply: Reply = {
      numIndexesBefore,
      numIndexesAfter: collection.indexes.length + 1,
      createdCollectionAutomatically: !before,
    }
    return made > 0 ? reply : { ...reply, note: 'all indexes already exist' }
  },
}

function isIdIndex(spec: Doc): boolean {
  const key = spec.get('key')
  return isDoc(key) && equals(key, ID_SPEC.get('key') as Value)
}

const listIndexes: Handler = {
  fields: ['cursor'],
  run(command, { catalog, cursors }) {
    const collection =
      catalog.get(command.db, command.collection) ?? fail(26, `ns does not exist: ${command.namespace}`)
    const specs = [ID_SPEC, ...collection.indexes.map(({ options }) => indexSpec(options))]
    return cursors.open(
      command.namespace,
      specs.map((spec) => encode(spec)),
      Number.POSITIVE_INFINITY,
    )
  },
}

const dropIndexes: Handler = {
  fields: ['index'],
  run(command, { catalog }) {
    const collection = catalog.get(command.db, command.collection) ?? fail(26, `ns not found ${command.namespace}`)
    const nIndexesWas = collection.indexes.length + 1
    for (const index of chosen(collection, command.body.get('index'))) catalog.dropIndex(collection, index)
    return { nIndexesWas }
  },
}

/** Indexes by name, by names, by key, or all with '*'; the one on _id always stays. */
function chosen(collection: Collection, which: Value | undefined): Index[] {
  if (which === '*') return [...collection.indexes]
  const names = Array.isArray(which) ? which : [which]
  return names.map((name) => {
    if (name === '_id_' || (isDoc(name) && equals(name, ID_SPEC.get('key') as Value))) fail(72, 'cannot drop _id index')
    const index = collection.indexes.find(({ options }) =>
      isDoc(name) ? equals(options.key, name) : options.name === name,
    )
    return index ?? fail(27, isDoc(name) ? "can't find index with key" : `index not found with name [${name}]`)
  })
}

export const INDEXES: Record<string, Handler> = { createIndexes, listIndexes, dropIndexes }
