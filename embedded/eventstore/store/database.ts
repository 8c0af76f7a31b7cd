import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type Synchronous = 'FULL' | 'NORMAL'

/** A server whose parent was killed may still be putting its last writes in order. */
const PATIENCE_MS = 2_000

/**
 * The first format: one row an event, numbered densely from 1 in the order of $all. `record` is the event as clients read
 * it; `id` is a short key of the event id for idempotency, and NULL for links, which nobody retries.
 */
const EVENTS = `
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
`

/**
 * Persistent subscriptions. A group goes on after `checkpoint`, or after `start` while it has none: a revision of its
 * stream, or a position of $all. It lies here and not in a stream, lest groups on $all keep each other busy for ever.
 */
const SUBSCRIPTIONS = `
  CREATE TABLE subscriptions (
    stream TEXT NOT NULL,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    start INTEGER NOT NULL,
    checkpoint INTEGER,
    PRIMARY KEY (stream, name)
  ) STRICT, WITHOUT ROWID;
`

/** Up to which id the names of streams are written; before, each was at once. */
const NAMES = `INSERT INTO progress (name, position) SELECT 'names', coalesce(max(id), 0) FROM streams;`

/**
 * One row a run: records of one stream that were written together, numbered from `position` and `revision` on. `packed`
 * is what `runs.ts` makes of them; an event of the first format is a run of one as it is. `ids` has the events by a short
 * key of their id, up to the position that `progress` has under that name.
 */
const RUNS = `
  CREATE TABLE runs (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    count INTEGER NOT NULL,
    created INTEGER NOT NULL,
    packed BLOB NOT NULL
  ) STRICT;
  INSERT INTO runs SELECT position, stream, revision, 1, created, record FROM events;
  CREATE UNIQUE INDEX runs_by_stream ON runs (stream, revision);
  CREATE TABLE ids (
    stream INTEGER NOT NULL,
    key INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (stream, key, revision)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO ids SELECT stream, id, revision FROM events WHERE id IS NOT NULL ORDER BY stream, id, revision;
  INSERT INTO progress (name, position) SELECT 'ids', coalesce(max(position), 0) FROM events;
  DROP TABLE events;
`

/** The format of the files is how many of these were applied. */
export const MIGRATIONS = [EVENTS, SUBSCRIPTIONS, NAMES, RUNS]

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
      PRAGMA cache_size = -16384;
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
  const format = Number(db.prepare('PRAGMA user_version').get()?.user_version)
  if (format > MIGRATIONS.length)
    throw new Error(`the event store's files have format ${format}; this server reads up to ${MIGRATIONS.length}`)
  for (const [index, sql] of MIGRATIONS.entries())
    if (index >= format) db.exec(`BEGIN IMMEDIATE; ${sql} PRAGMA user_version = ${index + 1}; COMMIT;`)
}
