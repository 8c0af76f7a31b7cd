import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { GroupKey } from './failures.ts'
import { Settings } from './settings.ts'

export interface Stored extends GroupKey {
  settings: Settings
  /** The place before the first event the group was made for. */
  start: number
  checkpoint: number | undefined
}

/** The groups as the database keeps them. Changes belong into a transaction of the writer. */
export class SubscriptionTable {
  readonly #all: StatementSync
  readonly #has: StatementSync
  readonly #put: StatementSync
  readonly #remove: StatementSync
  readonly #checkpoint: StatementSync

  constructor(db: DatabaseSync) {
    this.#all = db.prepare('SELECT stream, name, settings, start, checkpoint FROM subscriptions ORDER BY stream, name')
    this.#has = db.prepare('SELECT 1 FROM subscriptions WHERE stream = ? AND name = ?')
    this.#put = db.prepare('INSERT OR REPLACE INTO subscriptions VALUES (?, ?, ?, ?, ?)')
    this.#remove = db.prepare('DELETE FROM subscriptions WHERE stream = ? AND name = ?')
    this.#checkpoint = db.prepare('UPDATE subscriptions SET checkpoint = ? WHERE stream = ? AND name = ?')
  }

  all(): Stored[] {
    return this.#all.all().map((row) => ({
      stream: String(row.stream),
      name: String(row.name),
      settings: Settings.parse(JSON.parse(String(row.settings))),
      start: Number(row.start),
      checkpoint: row.checkpoint === null ? undefined : Number(row.checkpoint),
    }))
  }

  has({ stream, name }: GroupKey): boolean {
    return this.#has.get(stream, name) !== undefined
  }

  put({ stream, name, settings, start, checkpoint }: Stored): void {
    this.#put.run(stream, name, JSON.stringify(settings), start, checkpoint ?? null)
  }

  remove({ stream, name }: GroupKey): void {
    this.#remove.run(stream, name)
  }

  checkpoint({ stream, name }: GroupKey, place: number): void {
    this.#checkpoint.run(place, stream, name)
  }
}
