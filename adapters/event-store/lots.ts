import type { Readable } from 'node:stream'

/** Items that are given at once while there are many. */
const LOT = 1_000
/** Longest wait for a lot to fill. */
const FILL_MS = 20

/**
 * Reads a stream of objects in lots. Until the item that says that all of the past has come, a lot is filled first,
 * since its reader does for a thousand what it would do for ten; from then on, what has come is given at once.
 *
 * @param isLive whether an item is that one
 */
export async function* inLots<T>(stream: Readable, isLive: (item: T) => boolean): AsyncGenerator<T[]> {
  let lot: T[] = []
  let isBehind = true
  let ready = Promise.withResolvers<void>()
  let end: { failure?: unknown } | undefined
  let filling: NodeJS.Timeout | undefined
  stream.on('data', (item: T) => {
    lot.push(item)
    if (isBehind && isLive(item)) isBehind = false
    if (lot.length >= 2 * LOT) stream.pause()
    if (!isBehind || lot.length >= LOT) ready.resolve()
    else filling ??= setTimeout(() => ready.resolve(), FILL_MS)
  })
  const finish = (how: { failure?: unknown }) => {
    end ??= how
    ready.resolve()
  }
  // A client that tells of an error does not always close its stream as well. The listener stays: it may tell of more.
  stream.on('error', (failure) => finish({ failure }))
  stream.once('close', () => finish({}))
  try {
    while (!end || lot.length > 0) {
      await ready.promise
      clearTimeout(filling)
      const full = lot
      ;[lot, ready, filling] = [[], Promise.withResolvers<void>(), undefined]
      stream.resume()
      if (full.length > 0) yield full
    }
    if ('failure' in end) throw end.failure
  } finally {
    clearTimeout(filling)
    stream.destroy()
  }
}
