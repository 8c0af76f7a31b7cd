import type { Catalog } from './catalog.ts'
import type { Collection } from './collection.ts'
import { Row } from './collection.ts'
import type { Index } from './index-entries.ts'

/** Compares every index with the documents it is about, and names each entry that is missing or too many. */
export function checkIndexes(catalog: Catalog): string[] {
  return catalog.all().flatMap((collection) => {
    const rows = rowsOf(catalog, collection)
    return collection.indexes.flatMap((index) => checkIndex(catalog, collection, index, rows))
  })
}

function rowsOf({ database }: Catalog, { id }: Collection): Row[] {
  const rows = database.prepare(`SELECT rid, doc FROM c${id}`).all() as unknown as [number, Uint8Array][]
  return rows.map(([rid, bytes]) => new Row(rid, bytes))
}

function checkIndex({ database }: Catalog, { namespace }: Collection, index: Index, rows: Row[]): string[] {
  const about = `${namespace} ${index.options.name}`
  const entryOf = (rid: number, key: Uint8Array) => `document ${rid} under ${Buffer.from(key).toString('hex')}`
  const found = database.prepare(`SELECT rid, key FROM i${index.id}`).all() as unknown as [number, Uint8Array][]
  const there = new Set(found.map(([rid, key]) => entryOf(rid, key)))
  const wanted = new Set(rows.flatMap(({ rid, doc }) => index.entries(doc).entries.map(({ key }) => entryOf(rid, key))))
  return [
    ...[...wanted.difference(there)].map((entry) => `${about} misses ${entry}`),
    ...[...there.difference(wanted)].map((entry) => `${about} has too many: ${entry}`),
  ]
}
