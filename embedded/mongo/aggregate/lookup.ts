import { cloneDoc, type Doc, isArray, isDoc, isRegex, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { splitPath, walk } from '../query/paths.ts'
import type { Foreign, Stage } from './stages.ts'

const FIELDS = ['from', 'localField', 'foreignField', 'as']

/** `$lookup` by equality of two fields; the forms with a pipeline are refused. */
export function lookup(value: Value, foreign: Foreign): Stage {
  if (!isDoc(value)) fail(9, 'the $lookup specification must be an Object')
  for (const key of value.keys()) if (!FIELDS.includes(key)) refuse(`$lookup with ${key}`)
  const [from, localField, foreignField, as] = FIELDS.map((field) => {
    const text = value.get(field)
    return typeof text === 'string' && text !== '' ? text : fail(9, `$lookup needs '${field}', a string`)
  }) as [string, string, string, string]
  if (as.includes('.')) refuse('$lookup into a dotted field')
  return function* (docs) {
    for (const doc of docs)
      yield new Map([...cloneDoc(doc), [as, foreign(from, foreignField, localValues(doc, localField))]])
  }
}

/** The values to join on: each element of an array; null where there is nothing. */
function localValues(doc: Doc, path: string): Value[] {
  const values: Value[] = []
  walk(doc, splitPath(path), false, (value) => {
    if (isArray(value) && value.length === 0) refuse('$lookup from an empty array')
    if (isArray(value)) values.push(...value)
    else values.push(value ?? null)
    return false
  })
  if (values.some(isRegex)) refuse('$lookup by a regular expression')
  return values.length > 0 ? values : [null]
}
