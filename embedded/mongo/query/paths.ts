import { type Doc, isArray, isDoc, type Value } from '../bson/values.ts'
import { fail } from '../errors.ts'

const cache = new Map<string, readonly string[]>()

/** Splits a dotted path. Paths repeat endlessly, so they are kept. */
export function splitPath(path: string): readonly string[] {
  const known = cache.get(path)
  if (known) return known
  const parts = path.split('.')
  if (parts.length > 100) fail(2, 'FieldPath is too long')
  if (cache.size > 10_000) cache.clear()
  cache.set(path, parts)
  return parts
}

/** Whether a part of a path is a position in an array. */
export function isIndex(part: string): boolean {
  const first = part.charCodeAt(0)
  return first >= 48 && first <= 57 && /^(0|[1-9]\d*)$/.test(part) // most parts are names: seen at a glance
}

/** The outermost array a value was reached through: how many parts of the path lead to it, and where in it. */
export interface ThroughArray {
  depth: number
  index: number
}

/** Sees one value the path leads to (undefined: nothing there); answers true to stop the walk. */
export type Visit = (value: Value | undefined, through: ThroughArray | undefined) => boolean

/**
 * Walks to every value a path leads to, as queries do: through each document of an array on the way, and to the
 * element at a numeric part. With `expand`, an array at the end is seen element by element and then as a whole.
 * Answers whether a visit stopped it.
 */
export function walk(doc: Doc, path: readonly string[], expand: boolean, visit: Visit): boolean {
  return walkDoc(doc, path, 0, expand, undefined, visit)
}

function walkDoc(
  doc: Doc,
  path: readonly string[],
  from: number,
  expand: boolean,
  through: ThroughArray | undefined,
  visit: Visit,
): boolean {
  let value = doc.get(path[from] as string)
  for (let i = from + 1; i < path.length; i++) {
    if (isArray(value)) return walkArray(value, path, i, expand, through, visit)
    if (!isDoc(value)) return visit(undefined, through)
    value = value.get(path[i] as string)
  }
  if (expand && isArray(value)) {
    const elements = value
    if (elements.some((item, index) => visit(item, through ?? { depth: path.length, index }))) return true
  }
  return visit(value, through)
}

function walkArray(
  array: Value[],
  path: readonly string[],
  at: number,
  expand: boolean,
  outer: ThroughArray | undefined,
  visit: Visit,
): boolean {
  const part = path[at] as string
  const wanted = isIndex(part) ? Number(part) : -1
  for (let index = 0; index < array.length; index++) {
    const item = array[index] as Value
    const through = outer ?? { depth: at, index }
    if (isDoc(item) && walkDoc(item, path, at, expand, through, visit)) return true
    if (index !== wanted) continue
    if (at === path.length - 1) {
      if (visit(item, through)) return true
    } else if (isDoc(item)) {
      if (walkDoc(item, path, at + 1, expand, through, visit)) return true
    } else if (isArray(item) && walkArray(item, path, at + 1, expand, through, visit)) return true
  }
  return false
}
