import type { DatabaseSync } from 'node:sqlite'

export type Clock = ReturnType<typeof createClock>

/** The sandbox's own time: a script may move it, or hold it still. Kept, so that a restart does not jump. */
export function createClock(db: DatabaseSync) {
  const read = db.prepare("SELECT value FROM meta WHERE key = 'clock'")
  const write = db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('clock', ?)")
  const kept = read.get()?.value
  let setting: { offset: number; heldAt: number | null } = kept
    ? JSON.parse(kept as string)
    : { offset: 0, heldAt: null }
  return {
    now: () => setting.heldAt ?? Date.now() + setting.offset,
    /** Sets the time; it goes on from there, unless held. Null goes back to the real time. */
    set(now: number | null, held: boolean) {
      setting = { offset: now === null ? 0 : now - Date.now(), heldAt: held ? (now ?? Date.now()) : null }
      write.run(JSON.stringify(setting))
    },
  }
}
