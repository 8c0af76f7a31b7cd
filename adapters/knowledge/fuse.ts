/** Of Cormack, Clarke and Büttcher (2009), who found it to work for rankings of any kind. */
const K = 60

/**
 * Reciprocal rank fusion: what several rankings have near their tops comes first.
 *
 * @param rankings keys, best first, each ranking with its weight
 * @returns keys with their scores, best first
 */
export function fuse<T>(rankings: readonly { keys: readonly T[]; weight: number }[]): { key: T; score: number }[] {
  const scores = new Map<T, number>()
  for (const { keys, weight } of rankings)
    for (const [rank, key] of keys.entries()) scores.set(key, (scores.get(key) ?? 0) + weight / (K + rank + 1))
  return [...scores].map(([key, score]) => ({ key, score })).toSorted((a, b) => b.score - a.score)
}
