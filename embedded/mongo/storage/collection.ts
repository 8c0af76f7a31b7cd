import { decode } from '../bson/decode.ts'
import { encodeKey } from '../bson/keys.ts'
import type { Doc, Value } from '../bson/values.ts'
import type { Database } from './database.ts'
import { duplicateKey, type Entry, type Index, without } from './index-entries.ts'

/** A stored document: its bytes, read only when someone looks inside. */
export class Row {
  readonly rid: number
  readonly bytes: Buffer
  #doc: Doc | undefined

  constructor(rid: number, bytes: Uint8Array) {
    this.rid = rid
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get doc(): Doc {
    this.#doc ??= decode(this.bytes)
    return this.#doc
  }
}

const ID_INDEX = { name: '_id_', key: new Map<string, Value>([['_id', 1]]) }

interface Change {
  index: Index
  entries: Entry[]
  multikey: number
}

/** The documents of one collection and the entries of its indexes, changed together. */
export class Collection {
  readonly id: number
  db: string
  name: string
  readonly indexes: Index[] = []
  dropped = false
  readonly #database: Database
  readonly #statements: ReturnType<typeof statements>
  #lastRid: number

  constructor(database: Database, id: number, db: string, name: string) {
    this.#database = database
    this.id = id
    this.db = db
    this.name = name
    this.#statements = statements(database, id)
    this.#lastRid = (this.#statements.last.get() as unknown as [number | null])[0] ?? 0
  }

  get namespace(): string {
    return `${this.db}.${this.name}`
  }

  get database(): Database {
    return this.#database
  }

  count(): number {
    return (this.#statements.count.get() as unknown as [number])[0]
  }

  byId(id: Value): Row | undefined {
    return this.byKey(encodeKey(id))
  }

  /** The document whose `_id` has this key. */
  byKey(key: Buffer): Row | undefined {
    const row = this.#statements.byKey.get(key) as unknown as [number, Uint8Array] | undefined
    return row && new Row(row[0], row[1])
  }

  byRid(rid: number): Row | undefined {
    const row = this.#statements.byRid.get(rid) as unknown as [number, Uint8Array] | undefined
    return row && new Row(row[0], row[1])
  }

  /** Every check comes before the first change, so a refused document leaves nothing behind. */
  insert(doc: Doc, bytes: Uint8Array): void {
    const id = doc.get('_id') as Value
    const key = encodeKey(id)
    const changes = this.indexes.map((index): Change => ({ index, ...index.entries(doc) }))
    for (const { index, entries } of changes) index.checkUnique(entries, -1, this.namespace)
    this.#database.begin()
    const rid = this.#lastRid + 1
    if (this.#statements.insert.run(rid, key, bytes).changes === 0) duplicateKey(this.namespace, ID_INDEX, [id])
    this.#lastRid = rid
    for (const { index, entries, multikey } of changes) index.add(entries, rid, multikey)
  }

  update({ rid, doc: before }: Row, after: Doc, bytes: Uint8Array): void {
    const changes = this.indexes.map((index) => {
      const old = index.entries(before).entries
      const { entries, multikey } = index.entries(after)
      return { index, multikey, added: without(entries, old), removed: without(old, entries) }
    })
    for (const { index, added } of changes) index.checkUnique(added, rid, this.namespace)
    this.#database.begin()
    this.#statements.update.run(bytes, rid)
    for (const { index, added, removed, multikey } of changes) {
      index.remove(removed, rid)
      index.add(added, rid, multikey)
    }
  }

  remove(row: Row): void {
    this.#database.begin()
    for (const index of this.indexes) index.remove(index.entries(row.doc).entries, row.rid)
    this.#statements.remove.run(row.rid)
  }

  /** Fills a new index from the documents there are. */
  build(index: Index): void {
    this.#database.begin()
    for (let last = 0; ; ) {
      const rows = this.#statements.page.all(last, 1000) as unknown as [number, Uint8Array][]
      if (rows.length === 0) return
      for (const [rid, bytes] of rows) {
        const { entries, multikey } = index.entries(new Row(rid, bytes).doc)
        index.checkUnique(entries, rid, this.namespace)
        index.add(entries, rid, multikey)
        last = rid
      }
    }
  }
}

function statements(database: Database, id: number) {
  const table = `c${id}`
  return {
    last: database.prepare(`SELECT max(rid) FROM ${table}`),
    count: database.prepare(`SELECT count(*) FROM ${table}`),
    byKey: database.prepare(`SELECT rid, doc FROM ${table} WHERE k = ?`),
    byRid: database.prepare(`SELECT rid, doc FROM ${table} WHERE rid = ?`),
    page: database.prepare(`SELECT rid, doc FROM ${table} WHERE rid > ? ORDER BY rid LIMIT ?`),
    insert: database.prepare(`INSERT INTO ${table} (rid, k, doc) VALUES (?, ?, ?) ON CONFLICT (k) DO NOTHING`),
    update: database.prepare(`UPDATE ${table} SET doc = ? WHERE rid = ?`),
    remove: database.prepare(`DELETE FROM ${table} WHERE rid = ?`),
  }
}
