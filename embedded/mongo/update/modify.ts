import { isDoc, type Value } from '../bson/values.ts'
import { fail } from '../errors.ts'

/** Answer of a modifier that takes the field away. */
export const REMOVE = Symbol('remove')

/** What a modifier knows of the document beside the value it changes; for its error messages. */
export interface Place {
  id: Value | undefined
  path: string
}

/** Makes a field's new value of its present one (undefined: not there). Answering undefined leaves it alone. */
export type Modify = (current: Value | undefined, place: Place) => Value | undefined | typeof REMOVE

/** Refuses names that begin with a dollar anywhere in a value: they mean operators when they are read back. */
export function checkNames(value: Value, path: string): void {
  if (Array.isArray(value)) for (const item of value) checkNames(item, path)
  if (!isDoc(value)) return
  for (const [key, item] of value) {
    if (key.startsWith('$'))
      fail(52, `The dollar ($) prefixed field '${key}' in '${path}.${key}' is not valid for storage.`)
    checkNames(item, `${path}.${key}`)
  }
}
