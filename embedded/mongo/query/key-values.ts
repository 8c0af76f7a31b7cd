import { compare } from '../bson/compare.ts'
import { type Doc, isArray, isDoc, RANK, rankOf, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { isIndex } from './paths.ts'

/** What an empty array counts as where it is a key: less than null. */
export const EMPTY = Symbol('empty array')
export type KeyPart = Value | typeof EMPTY

export interface KeyTuples {
  /** One tuple per array element met; a document without arrays has exactly one. */
  tuples: KeyPart[][]
  /** Bit i: field i was reached through, or is, an array. */
  multikey: number
}

interface Reach {
  value: Value | undefined
  parts: number
}

/** The keys a document has under a key pattern, for its indexes and for sorting alike. */
export function keyTuples(doc: Doc, paths: readonly (readonly string[])[]): KeyTuples {
  const result: KeyTuples = { tuples: [], multikey: 0 }
  expand(
    paths.map(() => ({ value: doc, parts: 0 })),
    paths,
    result,
  )
  return result
}

function expand(reached: Reach[], paths: readonly (readonly string[])[], result: KeyTuples): void {
  let array: Value[] | undefined
  for (let i = 0; i < reached.length; i++) {
    const reach = descend(reached[i] as Reach, paths[i] as readonly string[])
    reached[i] = reach
    if (reach.parts > (paths[i] as readonly string[]).length || !isArray(reach.value)) continue
    if (array && array !== reach.value) fail(171, 'cannot index parallel arrays')
    array = reach.value
  }
  if (!array) result.tuples.push(reached.map(({ value }) => (value === undefined ? null : value)))
  else expandArray(array, reached, paths, result)
}

/** Follows a path to its end or to the first array. `parts` beyond the path's length says: settled, do not open. */
function descend({ value, parts }: Reach, path: readonly string[]): Reach {
  while (parts < path.length) {
    if (isArray(value)) return { value, parts }
    if (!isDoc(value)) return { value: null, parts: path.length + 1 }
    value = value.get(path[parts++] as string)
  }
  return { value, parts }
}

function expandArray(array: Value[], reached: Reach[], paths: readonly (readonly string[])[], result: KeyTuples): void {
  const through = reached.map(
    ({ value, parts }, i) => value === array && parts <= (paths[i] as readonly string[]).length,
  )
  for (let i = 0; i < through.length; i++) {
    if (!through[i]) continue
    result.multikey |= 1 << i
    if (isIndex(paths[i]?.[reached[i]?.parts as number] ?? '')) refuse('an array position in an index or sort key')
  }
  const items: (Value | typeof EMPTY)[] = array.length > 0 ? array : [EMPTY]
  for (const item of items) {
    const next = reached.map((reach, i): Reach => {
      if (!through[i]) return reach
      const length = (paths[i] as readonly string[]).length
      if (reach.parts === length) return { value: item as Value, parts: length + 1 }
      return isDoc(item as Value) ? { value: item as Value, parts: reach.parts } : { value: null, parts: length + 1 }
    })
    expand(next, paths, result)
  }
}

export function compareParts(a: KeyPart, b: KeyPart): number {
  if (a !== EMPTY && b !== EMPTY) return compare(a, b)
  return (a === EMPTY ? RANK.undefined : rankOf(a)) - (b === EMPTY ? RANK.undefined : rankOf(b))
}
