import { equals } from '../bson/compare.ts'
import { show } from '../bson/show.ts'
import { cloneDoc, type Doc, isArray, isDoc, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import type { Position } from '../query/conditions.ts'
import { isIndex, splitPath } from '../query/paths.ts'
import { MODIFIERS } from './modifiers.ts'
import type { Modify } from './modify.ts'
import { type ArrayFilters, checkArrayFilters, expandPath, isPositional, parseArrayFilters } from './positional.ts'
import { modify, valueAt } from './tree.ts'

export interface Circumstances {
  /** Where the query matched in arrays, for `$`. */
  positions: Position[]
  /** The document is being inserted by an upsert. */
  inserting: boolean
}

/** An update ready to run: makes the new document, the old one is left as it was. */
export interface Update {
  kind: 'replacement' | 'operators' | 'pipeline'
  positional: boolean
  apply(doc: Doc, circumstances: Circumstances): Doc
}

interface Modification {
  op: string
  path: readonly string[]
  creates: boolean
  change: Modify
  /** Where `$rename` takes the value from. */
  from?: readonly string[]
}

export type Pipelines = (stages: Value[]) => (doc: Doc) => Doc

export function parseUpdate(update: Value, arrayFilters: Value[], pipelines?: Pipelines): Update {
  if (isArray(update)) {
    if (arrayFilters.length > 0) fail(9, 'arrayFilters may not be specified for pipeline-syle updates')
    if (!pipelines) refuse('an update pipeline')
    const run = pipelines(update)
    return { kind: 'pipeline', positional: false, apply: (doc) => withSameId(doc, run(doc)) }
  }
  if (!isDoc(update)) fail(9, 'Update argument must be either an object or an array')
  if (update.keys().next().value?.startsWith('$')) return operatorUpdate(update, parseArrayFilters(arrayFilters))
  if (arrayFilters.length > 0) fail(9, 'arrayFilters may not be specified for a replacement')
  return { kind: 'replacement', positional: false, apply: replacement(update) }
}

function replacement(update: Doc): Update['apply'] {
  for (const key of update.keys())
    if (key.startsWith('$'))
      fail(52, `The dollar ($) prefixed field '${key}' in '${key}' is not allowed in a replacement document`)
  return (doc) => {
    const id = doc.get('_id')
    return id === undefined ? idFirst(update) : withSameId(doc, new Map([['_id', id], ...update]))
  }
}

/** `_id` is where MongoDB stores it: at the front. */
export function idFirst(doc: Doc): Doc {
  const id = doc.get('_id')
  return id === undefined || doc.keys().next().value === '_id' ? doc : new Map([['_id', id], ...doc])
}

function withSameId(before: Doc, after: Doc): Doc {
  const [old, id] = [before.get('_id'), after.get('_id')]
  if (old === undefined) return idFirst(after)
  if (id !== undefined && !equals(old, id))
    fail(66, `Performing an update on the path '_id' would modify the immutable field '_id'`)
  return id === undefined ? new Map([['_id', old], ...after]) : idFirst(after)
}

function operatorUpdate(update: Doc, filters: ArrayFilters): Update {
  const modifications = [...update].flatMap(([op, fields]) => modificationsOf(op, fields))
  const paths = modifications.flatMap(({ path, from }) => (from ? [path, from] : [path]))
  checkArrayFilters(filters, paths)
  checkConflicts(paths)
  modifications.sort((a, b) => comparePaths(a.path, b.path))
  const positional = paths.some((path) => path.some(isPositional))
  return {
    kind: 'operators',
    positional: paths.some((path) => path.includes('$')),
    apply: (before, { positions, inserting }) => {
      const doc = cloneDoc(before)
      const due = modifications.filter(({ op }) => inserting || op !== '$setOnInsert')
      const concrete = positional ? due.flatMap((each) => expand(doc, each, filters, positions)) : due
      if (positional) checkConflicts(concrete.map(({ path }) => path))
      for (const each of concrete) run(doc, each)
      return checkedId(before, doc)
    },
  }
}

function checkedId(before: Doc, after: Doc): Doc {
  const old = before.get('_id')
  const id = after.get('_id')
  if (old !== undefined && (id === undefined || !equals(old, id)))
    fail(66, `Performing an update on the path '_id' would modify the immutable field '_id'`)
  return idFirst(after)
}

function modificationsOf(op: string, fields: Value): Modification[] {
  const modifier = MODIFIERS[op]
  if (!modifier && op !== '$rename') {
    if (op.startsWith('$')) refuse(`the update modifier ${op}`)
    fail(9, `Unknown modifier: ${op}. Expected a valid update modifier or pipeline-style update`)
  }
  if (!isDoc(fields)) fail(9, `Modifiers operate on fields but we found ${show(fields)} for ${op}`)
  return [...fields].map(([name, arg]) => {
    const path = checkedPath(name)
    return modifier ? { op, path, creates: modifier.creates, change: modifier.build(arg, name) } : rename(path, arg)
  })
}

function checkedPath(name: string): readonly string[] {
  const parts = splitPath(name)
  for (const part of parts) {
    if (part === '') fail(56, `The update path '${name}' contains an empty field name, which is not allowed.`)
    if (part.startsWith('$') && !isPositional(part))
      fail(52, `The dollar ($) prefixed field '${part}' in '${name}' is not valid for storage.`)
  }
  if (isPositional(parts[0] as string))
    fail(2, `Cannot have positional (i.e. '$') element in the first position in path '${name}'`)
  if (parts.filter((part) => part === '$').length > 1)
    fail(2, `Too many positional (i.e. '$') elements found in path '${name}'`)
  return parts
}

function rename(from: readonly string[], arg: Value): Modification {
  if (typeof arg !== 'string') fail(2, `The 'to' field for $rename must be a string: ${from.join('.')}`)
  const path = checkedPath(arg)
  if ([...from, ...path].some(isPositional)) fail(2, 'The fields of $rename may not be dynamic')
  if (arg === from.join('.')) fail(2, `The source and target field for $rename must differ: ${arg}`)
  return { op: '$rename', path, from, creates: true, change: () => undefined }
}

function run(doc: Doc, { path, from, creates, change }: Modification): void {
  const value = from && valueAt(doc, from)
  if (!from) modify(doc, path, creates, change)
  if (!from || value === undefined) return
  for (const parts of [from, path]) forbidArrays(doc, parts)
  modify(doc, from, false, MODIFIERS.$unset?.build(null, '') as Modify)
  modify(doc, path, true, () => value)
}

function forbidArrays(doc: Doc, parts: readonly string[]): void {
  for (let i = 1; i < parts.length; i++)
    if (isArray(valueAt(doc, parts.slice(0, i))))
      fail(2, `The fields of $rename may not be in an array: '${parts.join('.')}'`)
}

function expand(doc: Doc, each: Modification, filters: ArrayFilters, positions: Position[]): Modification[] {
  if (!each.path.some(isPositional)) return [each]
  return expandPath(doc, each.path, filters, positions).map((path) => ({ ...each, path }))
}

/** Names that are numbers in the order of numbers, before the others; so are fields processed, and made. */
function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [left, right] = [a[i] as string, b[i] as string]
    if (left === right) continue
    const numbers = Number(isIndex(right)) - Number(isIndex(left))
    return numbers || (isIndex(left) ? Number(left) - Number(right) : left < right ? -1 : 1)
  }
  return a.length - b.length
}

function checkConflicts(paths: (readonly string[])[]): void {
  const sorted = [...paths].sort(comparePaths)
  sorted.forEach((path, i) => {
    const before = sorted[i - 1]
    if (before?.every((part, at) => part === path[at]))
      fail(40, `Updating the path '${path.join('.')}' would create a conflict at '${before.join('.')}'`)
  })
}
