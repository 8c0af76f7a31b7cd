import { toNumber } from '../bson/numbers.ts'
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { compareParts, type KeyPart, keyTuples } from './key-values.ts'
import { splitPath } from './paths.ts'

export interface SortField {
  path: string
  direction: 1 | -1
}

/** Reads a sort or key pattern: every field 1 or -1. */
export function sortFields(spec: Doc): SortField[] {
  return [...spec].map(([path, value]) => {
    if (isDoc(value)) refuse(`sorting by ${[...value.keys()][0] ?? 'an empty document'}`)
    const direction = isNumeric(value) ? toNumber(value) : 0
    if (direction !== 1 && direction !== -1)
      fail(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)')
    if (path.split('.').some((part) => part === '' || part.startsWith('$'))) fail(2, `'${path}' is no field to sort by`)
    return { path, direction }
  })
}

/** Sorts what has a document, stably; arrays sort by their least element (greatest when descending). */
export function sorter(spec: Doc): <T>(items: T[], docOf: (item: T) => Doc) => T[] {
  const fields = sortFields(spec)
  const paths = fields.map(({ path }) => splitPath(path))
  const order = (a: KeyPart[], b: KeyPart[]): number => {
    for (let i = 0; i < fields.length; i++) {
      const found = compareParts(a[i] as KeyPart, b[i] as KeyPart)
      if (found !== 0) return found * (fields[i] as SortField).direction
    }
    return 0
  }
  const first = (tuples: KeyPart[][]): KeyPart[] => tuples.reduce((best, each) => (order(each, best) < 0 ? each : best))
  return (items, docOf) =>
    items
      .map((item) => ({ item, key: first(keyTuples(docOf(item), paths).tuples) }))
      .sort((a, b) => order(a.key, b.key))
      .map(({ item }) => item)
}

/** The order of single values, for `$push`'s `$sort: 1`. */
export function direction(value: Value | undefined): 1 | -1 | undefined {
  const number = isNumeric(value) ? toNumber(value) : 0
  return number === 1 || number === -1 ? number : undefined
}
