import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Log } from './log.ts'

/** Work for the next transaction, and what to do when it is durable (or failed). */
interface Job {
  run(): void
  done(error: Error | undefined): void
}

/** Runs in each transaction, before the jobs. */
export type Background = () => void

const GROUP_JOBS = 512
/** A group waits so long at most until it is as large as groups lately were. */
const GATHER_MS = 1

export class Unavailable extends Error {}

/**
 * Group commit: whatever asks to write within one turn of the event loop, or while the last commit runs, shares one
 * transaction, and is answered after it. Where many write at once, a group waits for the rest of them: a commit costs as
 * much as several appends. One that writes alone never waits. A failure rolls the whole group back and is told to all of
 * it.
 */
export class Writer {
  readonly #log: Log
  readonly #db: DatabaseSync
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  #queue: Job[] = []
  #scheduled = false
  #closed = false
  /** How many jobs a group lately had. */
  #usual = 1
  #patience: NodeJS.Timeout | undefined
  background: Background = () => {}
  onReset = (): void => {}

  constructor(log: Log) {
    this.#log = log
    this.#db = log.db
    this.#begin = log.db.prepare('BEGIN IMMEDIATE')
    this.#commit = log.db.prepare('COMMIT')
  }

  /** Runs `work` in the next transaction; `done` gets its result once that is committed. */
  submit<T>(work: () => T, done: (error: Error | undefined, result: T | undefined) => void): void {
    if (this.#closed) {
      done(new Unavailable('the server is stopping'), undefined)
      return
    }
    let result: T | undefined
    this.#queue.push({
      run: () => {
        result = work()
      },
      done: (error) => done(error, result),
    })
    if (this.#queue.length >= Math.floor(this.#usual)) this.#schedule()
    else this.#patience ??= setTimeout(() => this.#gatherLess(), GATHER_MS)
  }

  /** Runs `work` in a transaction of its own, at once. */
  now(work: () => void): void {
    const error = this.#transact([{ run: work, done: () => {} }])
    if (error) throw error
    this.#log.publish()
  }

  /** Asks for a transaction even without a job, for the background work. */
  wake(): void {
    // A group that gathers takes it along.
    if (this.#queue.length === 0) this.#schedule()
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    setImmediate(() => this.#flush())
  }

  #gatherLess(): void {
    this.#usual = this.#queue.length
    this.#schedule()
  }

  #flush(): void {
    this.#scheduled = false
    clearTimeout(this.#patience)
    this.#patience = undefined
    if (this.#closed && this.#queue.length === 0) return
    const group = this.#queue.splice(0, GROUP_JOBS)
    if (group.length > 0) this.#usual = (this.#usual + group.length) / 2
    if (this.#queue.length > 0) this.#schedule()
    const error = this.#transact(group)
    if (!error) this.#log.publish()
    for (const job of group) job.done(error)
  }

  #transact(group: Job[]): Error | undefined {
    try {
      this.#begin.run()
      this.background()
      for (const job of group) job.run()
      this.#commit.run()
      return undefined
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      this.#log.reset()
      this.onReset()
      console.error('eventstore: a transaction failed and was rolled back', error)
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  /** Commits what was accepted and refuses the rest. */
  close(): void {
    while (this.#queue.length > 0) this.#flush()
    this.#closed = true
  }
}
