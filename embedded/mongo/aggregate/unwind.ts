import { cloneDoc, type Doc, isArray, isDoc, type Value } from '../bson/values.ts'
import { fail } from '../errors.ts'
import { splitPath } from '../query/paths.ts'

interface Unwind {
  parts: readonly string[]
  index: string | undefined
  preserve: boolean
}

/** `$unwind`: a document for each element of an array. */
export function unwind(value: Value): (docs: Iterable<Doc>) => Iterable<Doc> {
  const options = isDoc(value) ? read(value) : read(new Map([['path', value]]))
  return function* (docs) {
    for (const doc of docs) yield* unwound(doc, options)
  }
}

function read(spec: Doc): Unwind {
  for (const key of spec.keys())
    if (!['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(key))
      fail(28811, `unrecognized option to $unwind stage: ${key}`)
  const path = spec.get('path')
  if (typeof path !== 'string') fail(28808, 'expected a string as the path for $unwind stage')
  if (!path.startsWith('$')) fail(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`)
  const index = spec.get('includeArrayIndex')
  if (index !== undefined && (typeof index !== 'string' || index === '' || index.startsWith('$')))
    fail(28810, 'expected a non-empty string without $ for the includeArrayIndex option to $unwind stage')
  const preserve = spec.get('preserveNullAndEmptyArrays') ?? false
  if (typeof preserve !== 'boolean')
    fail(28809, 'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage')
  return { parts: splitPath(path.slice(1)), index, preserve }
}

function* unwound(doc: Doc, { parts, index, preserve }: Unwind): Generator<Doc> {
  const value = parts.reduce<Value | undefined>((node, part) => (isDoc(node) ? node.get(part) : undefined), doc)
  if (isArray(value) && value.length > 0) {
    for (let i = 0; i < value.length; i++) yield placed(doc, parts, value[i], index, BigInt(i))
  } else if (value !== null && value !== undefined && !isArray(value)) yield placed(doc, parts, value, index, null)
  else if (preserve) yield placed(doc, parts, isArray(value) ? undefined : value, index, null)
}

function placed(
  doc: Doc,
  parts: readonly string[],
  value: Value | undefined,
  index: string | undefined,
  at: Value,
): Doc {
  const copy = cloneDoc(doc)
  set(copy, parts, value)
  if (index !== undefined) set(copy, splitPath(index), at)
  return copy
}

function set(doc: Doc, parts: readonly string[], value: Value | undefined): void {
  const [part, ...rest] = parts as [string, ...string[]]
  const child = doc.get(part)
  if (rest.length === 0) {
    if (value === undefined) doc.delete(part)
    else doc.set(part, value)
  } else if (isDoc(child)) set(child, rest, value)
  else if (value !== undefined) {
    const made: Doc = new Map()
    doc.set(part, made)
    set(made, rest, value)
  }
}
