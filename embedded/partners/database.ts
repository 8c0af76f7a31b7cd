import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS requests (seq INTEGER PRIMARY KEY, partner TEXT, operation TEXT, method TEXT, path TEXT,
    reference TEXT, body TEXT, at INTEGER, outcome TEXT);
  CREATE INDEX IF NOT EXISTS requests_by_reference ON requests (partner, reference);
  CREATE TABLE IF NOT EXISTS posts (n INTEGER PRIMARY KEY, postId TEXT UNIQUE, partner TEXT, account TEXT, reference TEXT,
    at INTEGER, liveFrom INTEGER, liveUntil INTEGER, takenDownAt INTEGER, requestSeq INTEGER, data TEXT);
  CREATE INDEX IF NOT EXISTS posts_by_reference ON posts (partner, reference);
  CREATE INDEX IF NOT EXISTS posts_by_account ON posts (partner, account, at);
  CREATE TABLE IF NOT EXISTS drafts (n INTEGER PRIMARY KEY, id TEXT UNIQUE, partner TEXT, account TEXT, reference TEXT,
    readyAt INTEGER, publishedAs TEXT, data TEXT);
  CREATE TABLE IF NOT EXISTS scripts (id INTEGER PRIMARY KEY, script TEXT NOT NULL);`

/** Opens the sandbox's database: written before anything is answered, so a killed process forgets nothing it accepted. */
export function openDatabase(data: string): DatabaseSync {
  if (data !== ':memory:') mkdirSync(data, { recursive: true })
  const db = new DatabaseSync(data === ':memory:' ? data : join(data, 'partners.sqlite'))
  db.exec(SCHEMA)
  return db
}
