import { randomBytes } from 'node:crypto'
import { Binary } from 'bson'
import { equals } from '../bson/compare.ts'
import { decode } from '../bson/decode.ts'
import { encode } from '../bson/encode.ts'
import type { Doc } from '../bson/values.ts'
import { fail } from '../errors.ts'
import { Collection } from './collection.ts'
import type { Database } from './database.ts'
import { Index, type IndexOptions } from './index-entries.ts'
import { indexOptions, indexSpec } from './index-spec.ts'

/** Which collections and indexes there are, in the database and in memory. */
export class Catalog {
  readonly database: Database
  readonly #collections = new Map<string, Collection>()

  constructor(database: Database) {
    this.database = database
    database.exec(`
      CREATE TABLE IF NOT EXISTS collections (id INTEGER PRIMARY KEY, db TEXT, name TEXT, UNIQUE (db, name));
      CREATE TABLE IF NOT EXISTS indexes (id INTEGER PRIMARY KEY, collection INTEGER, spec BLOB, multikey INTEGER);
    `)
    database.onRollback = () => this.#load()
    this.#load()
  }

  #load(): void {
    for (const collection of this.#collections.values()) collection.dropped = true
    this.#collections.clear()
    const rows = this.database.prepare('SELECT id, db, name FROM collections').all() as unknown as [
      number,
      string,
      string,
    ][]
    for (const [id, db, name] of rows) {
      const collection = new Collection(this.database, id, db, name)
      this.#collections.set(collection.namespace, collection)
      this.#loadIndexes(collection)
    }
  }

  #loadIndexes(collection: Collection): void {
    const select = this.database.prepare('SELECT id, spec, multikey FROM indexes WHERE collection = ? ORDER BY id')
    const rows = select.all(collection.id) as unknown as [number, Uint8Array, number][]
    for (const [id, spec, multikey] of rows) {
      const options = indexOptions(decode(Buffer.from(spec)))
      collection.indexes.push(new Index(this.database, id, options, multikey))
    }
  }

  get(db: string, name: string): Collection | undefined {
    return this.#collections.get(`${db}.${name}`)
  }

  all(db?: string): Collection[] {
    return [...this.#collections.values()].filter((collection) => db === undefined || collection.db === db)
  }

  create(db: string, name: string): Collection {
    checkName(db, name)
    this.database.begin()
    const { lastInsertRowid } = this.database.prepare('INSERT INTO collections (db, name) VALUES (?, ?)').run(db, name)
    this.database.exec(`
      CREATE TABLE c${lastInsertRowid} (rid INTEGER PRIMARY KEY, k BLOB NOT NULL, doc BLOB NOT NULL);
      CREATE UNIQUE INDEX k${lastInsertRowid} ON c${lastInsertRowid} (k);
    `)
    const collection = new Collection(this.database, Number(lastInsertRowid), db, name)
    this.#collections.set(collection.namespace, collection)
    return collection
  }

  ensure(db: string, name: string): Collection {
    return this.get(db, name) ?? this.create(db, name)
  }

  drop(collection: Collection): void {
    this.database.begin()
    for (const index of [...collection.indexes]) this.dropIndex(collection, index)
    this.database.exec(`DROP TABLE c${collection.id}`)
    this.database.prepare('DELETE FROM collections WHERE id = ?').run(collection.id)
    this.#collections.delete(collection.namespace)
    collection.dropped = true
  }

  /** Names a collection anew; its documents and indexes stay where they are, so this is as quick as it is atomic. */
  rename(collection: Collection, db: string, name: string, dropTarget: boolean): void {
    checkName(db, name)
    const target = this.get(db, name)
    if (target === collection) fail(20, "Can't rename a collection to itself")
    if (target && !dropTarget) fail(48, 'target namespace exists')
    if (target) this.drop(target)
    this.database.begin()
    this.database.prepare('UPDATE collections SET db = ?, name = ? WHERE id = ?').run(db, name, collection.id)
    this.#collections.delete(collection.namespace)
    collection.db = db
    collection.name = name
    this.#collections.set(collection.namespace, collection)
  }

  /** Makes an index; false when the very same is there already. */
  createIndex(collection: Collection, options: IndexOptions): boolean {
    if (isThere(collection, options)) return false
    this.database.begin()
    const insert = this.database.prepare('INSERT INTO indexes (collection, spec, multikey) VALUES (?, ?, 0)')
    const id = Number(insert.run(collection.id, encode(indexSpec(options))).lastInsertRowid)
    this.database.exec(`CREATE TABLE i${id} (key BLOB, rid INTEGER, PRIMARY KEY (key, rid)) WITHOUT ROWID`)
    const index = new Index(this.database, id, options, 0)
    collection.indexes.push(index)
    try {
      collection.build(index)
    } catch (error) {
      this.dropIndex(collection, index)
      throw error
    }
    return true
  }

  dropIndex(collection: Collection, index: Index): void {
    this.database.begin()
    this.database.exec(`DROP TABLE i${index.id}`)
    this.database.prepare('DELETE FROM indexes WHERE id = ?').run(index.id)
    collection.indexes.splice(collection.indexes.indexOf(index), 1)
  }
}

function isThere(collection: Collection, options: IndexOptions): boolean {
  const spec = indexSpec(options)
  for (const { options: other } of collection.indexes) {
    const sameKey = keyText(other.key) === keyText(options.key)
    const sameName = other.name === options.name
    if (!sameKey && !sameName) continue
    if (equals(indexSpec(other), spec)) return true
    const partials = [other.partial?.spec ?? null, options.partial?.spec ?? null] as const
    if (sameKey && !sameName && !equals(...partials)) continue // one key may have several partial indexes
    if (sameKey)
      fail(sameName ? 86 : 85, `An equivalent index already exists with a different name or options: ${other.name}`)
    fail(86, `An existing index has the same name as the requested index: ${other.name}`)
  }
  return false
}

const keyText = (key: Doc): string => JSON.stringify([...key].map(([path, direction]) => [path, Number(direction)]))

function checkName(db: string, name: string): void {
  if (!/^[^\0 "$*./:<>?\\|]{1,63}$/.test(db)) fail(73, `Invalid database name: '${db}'`)
  if (!name || /[\0$]/.test(name) || name.startsWith('.') || name.startsWith('system.'))
    fail(73, `Invalid collection name: ${name}`)
  if (Buffer.byteLength(`${db}.${name}`) > 255) fail(73, `Fully qualified namespace is too long: ${db}.${name}`)
}

/** A collection's UUID as listCollections tells it: ours for the life of the process. */
const uuids = new WeakMap<Collection, Binary>()

export function uuidOf(collection: Collection): Binary {
  const known = uuids.get(collection) ?? new Binary(randomBytes(16), Binary.SUBTYPE_UUID)
  uuids.set(collection, known)
  return known
}
