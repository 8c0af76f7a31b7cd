import type { PassageIndex } from './passage-index.ts'

/** Keeps the indexes that were used last, within a bound of memory. */
export interface IndexCache {
  /** The index of that stamp, read once however many ask at once. */
  get(key: string, stamp: number, read: () => Promise<PassageIndex>): Promise<PassageIndex>
  /** How much is kept, about. */
  bytes(): number
}

interface Kept {
  stamp: number
  index: Promise<PassageIndex>
  bytes: number
}

/** @param mostBytes what is kept at most; the index that is asked for is kept whatever its size until the next one */
export function createIndexCache(mostBytes: number): IndexCache {
  const kept = new Map<string, Kept>()
  const total = () => [...kept.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  const evict = (newest: string) => {
    for (const key of kept.keys()) {
      if (total() <= mostBytes) return
      if (key !== newest) kept.delete(key)
    }
  }
  return {
    bytes: total,
    get: (key, stamp, read) => {
      const known = kept.get(key)
      kept.delete(key)
      if (known?.stamp === stamp) {
        kept.set(key, known)
        return known.index
      }
      const entry: Kept = { stamp, index: read(), bytes: 0 }
      kept.set(key, entry)
      entry.index.then(
        ({ bytes }) => {
          entry.bytes = bytes
          if (kept.get(key) === entry) evict(key)
        },
        () => kept.get(key) === entry && kept.delete(key),
      )
      return entry.index
    },
  }
}
