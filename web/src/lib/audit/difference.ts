/** One value of a state that is not the same at two moments; undefined where there is none. */
export interface Difference {
  path: string
  before: string | undefined
  after: string | undefined
}

/** Stands between the names of a path. */
export const PATH_MARK = ' › '

/** What differs between two states, in the order in which the later one names it. */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  const [old, now] = [leavesOf(before), leavesOf(after)]
  return [...new Set([...now.keys(), ...old.keys()])]
    .map((path) => ({ path, before: old.get(path), after: now.get(path) }))
    .filter((found) => found.before !== found.after)
}

/** The values of a state by their paths. A list of plain values is one value: it is read as one. */
function leavesOf(value: unknown, path: readonly string[] = []): Map<string, string> {
  if (value === null || value === undefined) return new Map()
  const isPlainList = Array.isArray(value) && value.every((item) => typeof item !== 'object')
  if (typeof value !== 'object' || isPlainList) {
    const text = isPlainList ? value.join(', ') : String(value)
    return text === '' ? new Map() : new Map([[path.join(PATH_MARK), text]])
  }
  return new Map(Object.entries(value).flatMap(([name, inner]) => [...leavesOf(inner, [...path, name])]))
}
