import { show } from '../bson/show.ts'
import { type Doc, isArray, isDoc, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import type { Position } from '../query/conditions.ts'
import { parseFilter } from '../query/filter.ts'
import { valueAt } from './tree.ts'

export type ArrayFilters = Map<string, (item: Value) => boolean>

export const isPositional = (part: string): boolean => part === '$' || (part.startsWith('$[') && part.endsWith(']'))

/** Reads arrayFilters: each about one identifier. */
export function parseArrayFilters(filters: Value[]): ArrayFilters {
  const parsed: ArrayFilters = new Map()
  for (const filter of filters) {
    if (!isDoc(filter)) fail(14, 'array filters must be documents')
    const names = new Set(identifiers(filter))
    const [name] = names
    if (name === undefined || names.size > 1)
      fail(9, 'Error parsing array filter :: an array filter has one top-level field name')
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
      fail(2, `The top-level field name '${name}' of an array filter must be alphanumeric`)
    if (parsed.has(name)) fail(9, `Found multiple array filters with the same top-level field name ${name}`)
    const { test } = parseFilter(filter)
    parsed.set(name, (item) => test(new Map([[name, item]])))
  }
  return parsed
}

function identifiers(filter: Doc): string[] {
  return [...filter].flatMap(([key, value]) => {
    if (!key.startsWith('$')) return [key.split('.')[0] as string]
    return isArray(value) ? value.filter(isDoc).flatMap(identifiers) : []
  })
}

export function checkArrayFilters(filters: ArrayFilters, paths: (readonly string[])[]): void {
  const used = new Set(
    paths
      .flat()
      .filter((part) => part.startsWith('$['))
      .map((part) => part.slice(2, -1)),
  )
  for (const name of filters.keys())
    if (!used.has(name)) fail(9, `The array filter for identifier '${name}' was not used in the update`)
  for (const path of paths)
    for (const part of path)
      if (part.startsWith('$[') && part !== '$[]' && !filters.has(part.slice(2, -1)))
        fail(2, `No array filter found for identifier '${part.slice(2, -1)}' in path '${path.join('.')}'`)
}

/** The concrete paths a positional path stands for in a document. */
export function expandPath(
  doc: Doc,
  parts: readonly string[],
  filters: ArrayFilters,
  positions: Position[],
): string[][] {
  let paths: string[][] = [[]]
  for (const part of parts)
    paths = isPositional(part)
      ? paths.flatMap((path) => indexes(doc, path, part, filters, positions).map((index) => [...path, String(index)]))
      : paths.map((path) => [...path, part])
  return paths
}

function indexes(doc: Doc, path: string[], part: string, filters: ArrayFilters, positions: Position[]): number[] {
  if (part === '$') return [matched(path.join('.'), positions)]
  const array = valueAt(doc, path)
  if (array === undefined)
    fail(2, `The path '${path.join('.')}' must exist in the document in order to apply array updates.`)
  if (!isArray(array)) fail(2, `Cannot apply array updates to non-array element ${path.at(-1)}: ${show(array)}`)
  const wanted = part === '$[]' ? () => true : (filters.get(part.slice(2, -1)) as (item: Value) => boolean)
  return array.flatMap((item, index) => (wanted(item) ? [index] : []))
}

/** The one element the query matched. Where conditions met in different elements MongoDB's choice is undefined. */
function matched(path: string, positions: Position[]): number {
  const found = new Set(positions.map(({ array, index }) => `${array} ${index}`))
  if (found.size > 1) refuse('the positional operator where the query matches several array elements (use $elemMatch)')
  const [position] = positions
  if (position?.array !== path) fail(2, 'The positional operator did not find the match needed from the query.')
  return position.index
}
