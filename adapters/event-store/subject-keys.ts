import { randomBytes } from 'node:crypto'
import type { Collection } from 'mongodb'
import { insertNew } from '../mongo/insert-new.ts'
import { newest } from '../newest.ts'
import { WrongRevision } from './event-store.ts'
import { decrypt, encrypt, type SubjectKeys } from './personal-data.ts'

/** A subject's key, wrapped by the master key; `wrapped` is gone once it is erased. */
export interface SubjectKeyRow {
  _id: string
  wrapped?: string
  erasedAt?: Date
}

const CACHED_KEYS = 10_000
const KEY_BYTES = 32
/** So long another process may still show a person who was erased here. */
const CACHED_MS = 60_000
const DURABLE = { w: 'majority', j: true } as const

/**
 * Subject keys kept in MongoDB, each encrypted by the master key. Kept apart from the log on purpose: the log is
 * append-only, and deleting the key is what erases a person. An erased row stays, so that the key is not made anew.
 *
 * @param rows written with majority and journal, since a lost key is lost data
 * @param masterKey 32 bytes
 */
export function mongoSubjectKeys(rows: Collection<SubjectKeyRow>, masterKey: Buffer): SubjectKeys {
  const durable = rows.db.collection<SubjectKeyRow>(rows.collectionName, { writeConcern: DURABLE })
  const fetch = fetchTogether(durable)
  const insert = insertTogether(durable)
  const { cached, remember, forget } = keyCache()
  const unwrap = (row: SubjectKeyRow) =>
    row.wrapped ? remember(row._id, ownBytes(decrypt(masterKey, row.wrapped, row._id))) : undefined
  const find = async (subject: string) => {
    const known = cached(subject)
    if (known) return known
    const row = await fetch(subject)
    return row ? unwrap(row) : undefined
  }
  const create = async (subject: string) => {
    const key = randomBytes(KEY_BYTES)
    const isNew = await insert({ _id: subject, wrapped: encrypt(masterKey, key.toString('base64'), subject) })
    return isNew ? remember(subject, key) : undefined
  }
  /** Most are new when they are asked for here, so a key is made first and looked for only where there is one. */
  const findOrCreate = async (subject: string): Promise<Buffer> => {
    const known = cached(subject) ?? (await create(subject)) ?? (await find(subject))
    // Whoever decided to record it has not seen that: it is to be decided anew, as after any change.
    if (!known) throw new WrongRevision(`the data of ${subject} was erased on request; nothing more is recorded of it`)
    return known
  }
  const erase = async (subject: string) => {
    await durable.updateOne(
      { _id: subject },
      { $unset: { wrapped: '' }, $set: { erasedAt: new Date() } },
      { upsert: true },
    )
    forget(subject)
  }
  return { find, findOrCreate, erase }
}

/** A key by itself: `Buffer.from` would cut it out of a pool of 64 KiB (Node 26), which then lives as long as the key. */
const ownBytes = (key: string): Buffer => Buffer.alloc(KEY_BYTES, key, 'base64')

/** Keys used lately, each for {@link CACHED_MS}. */
function keyCache() {
  const cache = newest<{ key: Buffer; until: number }>(CACHED_KEYS)
  const forget = (subject: string) => cache.delete(subject)
  const remember = (subject: string, key: Buffer) => {
    cache.set(subject, { key, until: Date.now() + CACHED_MS })
    return key
  }
  const cached = (subject: string) => {
    const known = cache.get(subject)
    if (known && known.until > Date.now()) return known.key
    forget(subject)
    return undefined
  }
  return { cached, remember, forget }
}

/** Those who ask at the same moment, as the reader of many events does, share one query. */
function fetchTogether(rows: Collection<SubjectKeyRow>): (subject: string) => Promise<SubjectKeyRow | undefined> {
  let asked: { subjects: Set<string>; found: Promise<Map<string, SubjectKeyRow>> } | undefined
  const query = async (subjects: Set<string>) => {
    await Promise.resolve()
    asked = undefined
    const found = await rows.find({ _id: { $in: [...subjects] } }).toArray()
    return new Map(found.map((row) => [row._id, row]))
  }
  return async (subject) => {
    if (!asked) {
      const subjects = new Set<string>()
      asked = { subjects, found: query(subjects) }
    }
    asked.subjects.add(subject)
    return (await asked.found).get(subject)
  }
}

/** Those who come while rows are written share the next write. Resolves to whether the row was not there before. */
function insertTogether(rows: Collection<SubjectKeyRow>): (row: SubjectKeyRow) => Promise<boolean> {
  let waiting: SubjectKeyRow[] = []
  let next: Promise<Set<string>> | undefined
  let last: Promise<unknown> = Promise.resolve()
  const write = async (): Promise<Set<string>> => {
    await last.catch(() => {})
    const batch = waiting
    ;[waiting, next] = [[], undefined]
    const taken = insertNew(rows, batch)
    last = taken
    return taken
  }
  return async (row) => {
    const isSecond = waiting.some(({ _id }) => _id === row._id)
    if (!isSecond) waiting.push(row)
    next ??= write()
    const taken = await next
    return !isSecond && !taken.has(row._id)
  }
}
