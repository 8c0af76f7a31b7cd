import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type Synchronous = 'FULL' | 'NORMAL'

const FORMAT = 1
/** A server whose parent was killed may still be putting its last writes in order. */
const PATIENCE_MS = 2_000

/**
 * One row an event, numbered densely from 1 in the order of $all. `record` is the event as clients read it;
 * `id` is a short key of the event id for idempotency, and NULL for links, which nobody retries.
 */
const SCHEMA = `
  CREATE TABLE streams (name TEXT PRIMARY KEY, id INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    id INTEGER,
    created INTEGER NOT NULL,
    record BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
  CREATE INDEX events_by_id ON events (stream, id) WHERE id IS NOT NULL;
  CREATE TABLE progress (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${FORMAT};
`

/** Opens (or makes) the database in a folder, for this process alone: a second server on it is refused. */
export function openDatabase(data: string, synchronous: Synchronous): DatabaseSync {
  if (data !== ':memory:') mkdirSync(data, { recursive: true })
  const db = new DatabaseSync(data === ':memory:' ? data : join(data, 'events.db'), { timeout: PATIENCE_MS })
  try {
    db.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${synchronous};
      PRAGMA wal_autocheckpoint = 4000;
      PRAGMA cache_size = -65536;
      PRAGMA mmap_size = 268435456;
    `)
    migrate(db)
  } catch (error) {
    db.close()
    if (error instanceof Error && /locked|busy/i.test(error.message))
      throw new Error(`another process is using the event store in ${data}`, { cause: error })
    throw error
  }
  return db
}

function migrate(db: DatabaseSync): void {
  const format = db.prepare('PRAGMA user_version').get()?.user_version
  if (format === FORMAT) return
  if (format !== 0) throw new Error(`the event store's files have format ${format}; this server reads ${FORMAT}`)
  db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`)
}
