/**
 * Lets those who ask for the same thing at once share a read. Who asks while one is under way shares the next: what had
 * happened before the question is in the answer.
 *
 * @param read what is shared; when it fails, all who share it are told
 */
export function shareReads<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const underWay = new Map<string, Promise<T>>()
  const next = new Map<string, Promise<T>>()
  const begin = (key: string) => {
    const reading = read(key).finally(() => underWay.delete(key))
    underWay.set(key, reading)
    return reading
  }
  const afterwards = async (key: string, reading: Promise<T>) => {
    await reading.catch(() => {})
    next.delete(key)
    // Somebody may have begun one in between; it is later than all who wait here.
    return underWay.get(key) ?? begin(key)
  }
  return (key) => {
    const reading = underWay.get(key)
    if (!reading) return begin(key)
    const shared = next.get(key) ?? afterwards(key, reading)
    next.set(key, shared)
    return shared
  }
}
