import type { DatabaseSync } from 'node:sqlite'
import { type Clock, createClock } from './clock.ts'
import { createScripts, type Scripts } from './script.ts'
import { Store } from './store.ts'

/** What every handler works with: the record, the clock, the scripts. */
export interface Sandbox {
  store: Store
  clock: Clock
  scripts: Scripts
  /** How long containers and clips take to be processed. */
  processingMs: number
  /** The sandbox's own address, for links to the pages it serves. */
  base: string
}

export function createSandbox(db: DatabaseSync, processingMs: number): Sandbox {
  return {
    store: new Store(db),
    clock: createClock(db),
    scripts: createScripts(db),
    processingMs,
    base: '',
  }
}
