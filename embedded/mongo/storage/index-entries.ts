import { encodeKey, inverted, UNDEFINED_KEY } from '../bson/keys.ts'
import { show } from '../bson/show.ts'
import type { Doc, Value } from '../bson/values.ts'
import { fail } from '../errors.ts'
import type { Filter } from '../query/filter.ts'
import { EMPTY, type KeyPart, keyTuples } from '../query/key-values.ts'
import { splitPath } from '../query/paths.ts'
import { type SortField, sortFields } from '../query/sort.ts'
import type { Database } from './database.ts'

export interface IndexOptions {
  name: string
  key: Doc
  unique: boolean
  expireAfterSeconds?: number
  partial?: { spec: Doc; filter: Filter }
}

export interface Entry {
  key: Buffer
  tuple: KeyPart[]
}

/** Encodes one field's part of an index key. */
export function encodePart(part: KeyPart, direction: 1 | -1): Buffer {
  const key = part === EMPTY ? UNDEFINED_KEY : encodeKey(part)
  return direction === 1 ? key : inverted(key)
}

/** A secondary index: rows (key, rid), one per tuple of the document. */
export class Index {
  readonly id: number
  readonly options: IndexOptions
  readonly fields: SortField[]
  /** Bit i: some document ever had an array on the way of field i. */
  multikey: number
  readonly #paths: (readonly string[])[]
  readonly #statements: ReturnType<typeof statements>
  readonly #db: Database

  constructor(db: Database, id: number, options: IndexOptions, multikey: number) {
    this.#db = db
    this.id = id
    this.options = options
    this.multikey = multikey
    this.fields = sortFields(options.key)
    this.#paths = this.fields.map(({ path }) => splitPath(path))
    this.#statements = statements(db, id)
  }

  /** A document's entries; none where the partial filter leaves it out. */
  entries(doc: Doc): { entries: Entry[]; multikey: number } {
    if (this.options.partial && !this.options.partial.filter.test(doc)) return { entries: [], multikey: 0 }
    const { tuples, multikey } = keyTuples(doc, this.#paths)
    const entries = tuples.map((tuple) => ({ key: this.#encode(tuple), tuple }))
    return { entries: entries.length > 1 ? distinct(entries) : entries, multikey }
  }

  #encode(tuple: KeyPart[]): Buffer {
    const parts = tuple.map((part, i) => encodePart(part, (this.fields[i] as SortField).direction))
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
  }

  /** Fails with 11000 when another document holds one of the keys. */
  checkUnique(entries: Entry[], rid: number, namespace: string): void {
    if (!this.options.unique) return
    for (const { key, tuple } of entries) {
      const other = this.#statements.holders.all(key) as unknown as [number][]
      if (other.some(([holder]) => holder !== rid)) duplicateKey(namespace, this.options, tuple)
    }
  }

  add(entries: Entry[], rid: number, multikey: number): void {
    for (const { key } of entries) this.#statements.add.run(key, rid)
    if ((this.multikey | multikey) === this.multikey) return
    this.multikey |= multikey
    this.#db.prepare('UPDATE indexes SET multikey = ? WHERE id = ?').run(this.multikey, this.id)
  }

  remove(entries: Entry[], rid: number): void {
    for (const { key } of entries) this.#statements.remove.run(key, rid)
  }
}

function statements(db: Database, id: number) {
  return {
    holders: db.prepare(`SELECT rid FROM i${id} WHERE key = ? LIMIT 2`),
    add: db.prepare(`INSERT INTO i${id} (key, rid) VALUES (?, ?)`),
    remove: db.prepare(`DELETE FROM i${id} WHERE key = ? AND rid = ?`),
  }
}

function distinct(entries: Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [entry.key.toString('latin1'), entry])).values()]
}

/** The entries of `a` that `b` has not. */
export function without(a: Entry[], b: Entry[]): Entry[] {
  if (a.length === 1 && b.length === 1) return a[0]?.key.equals(b[0]?.key as Buffer) ? [] : a
  const keys = new Set(b.map(({ key }) => key.toString('latin1')))
  return a.filter(({ key }) => !keys.has(key.toString('latin1')))
}

export function duplicateKey(
  namespace: string,
  { name, key }: Pick<IndexOptions, 'name' | 'key'>,
  tuple: KeyPart[],
): never {
  const keyValue: Doc = new Map(
    [...key.keys()].map((path, i) => [path, tuple[i] === EMPTY ? null : (tuple[i] as Value)]),
  )
  const shown = [...keyValue].map(([path, value]) => `${path}: ${show(value)}`).join(', ')
  fail(11000, `E11000 duplicate key error collection: ${namespace} index: ${name} dup key: { ${shown} }`, {
    keyPattern: key,
    keyValue,
  })
}
