import type { Db } from 'mongodb'

/** Keeps values for a while, across restarts and processes. */
export interface Cache<V> {
  get(key: string): Promise<V | undefined>
  set(key: string, value: V): Promise<void>
}

interface CacheOptions {
  ttlMs: number
  /** The present in milliseconds; tests hand in their own. */
  now?: () => number
}

interface Kept<V> {
  _id: string
  value: V
  expiresAt: Date
}

/** A cache in one collection. The server removes what has expired within a minute; it is never given out in between. */
export async function openCache<V>(db: Db, name: string, { ttlMs, now = Date.now }: CacheOptions): Promise<Cache<V>> {
  const kept = db.collection<Kept<V>>(name)
  await kept.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 })
  return {
    get: async (key) => {
      const found = await kept.findOne({ _id: key })
      return found && found.expiresAt.getTime() > now() ? (found.value as V) : undefined
    },
    set: async (key, value) => {
      const entry = { _id: key, value, expiresAt: new Date(now() + ttlMs) } as Kept<V>
      // biome-ignore lint/suspicious/noExplicitAny: the driver's filter type does not follow a generic document
      await kept.replaceOne({ _id: key } as any, entry as any, { upsert: true })
    },
  }
}
