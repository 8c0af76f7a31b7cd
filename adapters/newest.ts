/** Values by name, of which the newest are remembered. */
export interface Newest<T> {
  get(name: string): T | undefined
  set(name: string, value: T): void
  delete(name: string): void
}

/**
 * Remembers the newest values by forgetting the older half at once: to look for the oldest of a Map that is deleted from
 * at its front is to walk over what was deleted.
 *
 * @param size how many at most
 */
export function newest<T>(size: number): Newest<T> {
  let [young, old] = [new Map<string, T>(), new Map<string, T>()]
  return {
    get: (name) => young.get(name) ?? old.get(name),
    set: (name, value) => {
      if (young.size >= size / 2) [young, old] = [new Map(), young]
      young.set(name, value)
    },
    delete: (name) => {
      young.delete(name)
      old.delete(name)
    },
  }
}
