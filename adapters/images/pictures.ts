import { createHash } from 'node:crypto'
import { cardSvg } from './card.ts'
import type { CardSize } from './frame.ts'
import type { CardFacts } from './layout.ts'
import type { Renderer } from './renderer.ts'

/** A picture that is drawn only when its bytes are asked for. */
export interface Picture {
  /** Hash of everything that is on the picture: a strong HTTP entity tag, in quotes. */
  etag: string
  /** PNG bytes. */
  png(): Promise<Buffer>
}

/** The pictures of promotions, kept by what is on them. */
export interface Pictures {
  of(facts: CardFacts, size: CardSize): Picture
  close(): Promise<void>
}

const MAX_BYTES = 64 * 1024 * 1024

/**
 * Keeps drawn pictures in memory; those that were not asked for longest go first.
 *
 * @param maxBytes of PNG kept at most; pictures under way are not counted
 */
export function createPictures({ render, close }: Renderer, maxBytes = MAX_BYTES): Pictures {
  const kept = recentlyUsed(maxBytes)
  const underWay = new Map<string, Promise<Buffer>>()
  const draw = async (etag: string, facts: CardFacts, size: CardSize) => {
    try {
      const png = await render(facts, size)
      kept.set(etag, png)
      return png
    } finally {
      underWay.delete(etag)
    }
  }
  return {
    of: (facts, size) => {
      const etag = `"${createHash('sha256').update(cardSvg(facts, size)).digest('base64url').slice(0, 27)}"`
      const png = async () => {
        const known = kept.get(etag) ?? underWay.get(etag)
        if (known) return known
        const drawing = draw(etag, facts, size)
        underWay.set(etag, drawing)
        return drawing
      }
      return { etag, png }
    },
    close,
  }
}

/** A map of buffers that forgets the least recently used ones above a number of bytes. */
function recentlyUsed(maxBytes: number) {
  // A Map keeps the order of insertion, so its first key is the one unused longest.
  const entries = new Map<string, Buffer>()
  let bytes = 0
  const remove = (key: string) => {
    bytes -= entries.get(key)?.length ?? 0
    entries.delete(key)
  }
  return {
    get: (key: string): Buffer | undefined => {
      const value = entries.get(key)
      if (value) {
        entries.delete(key)
        entries.set(key, value)
      }
      return value
    },
    set: (key: string, value: Buffer) => {
      remove(key)
      entries.set(key, value)
      bytes += value.length
      for (const oldest of entries.keys()) {
        if (bytes <= maxBytes) break
        remove(oldest)
      }
    },
  }
}
