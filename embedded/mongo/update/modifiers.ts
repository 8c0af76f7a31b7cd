import { Timestamp } from 'bson'
import { compare } from '../bson/compare.ts'
import { add, isLong, multiply } from '../bson/numbers.ts'
import { show } from '../bson/show.ts'
import { isDoc, isNumeric, type Numeric, typeName, type Value } from '../bson/values.ts'
import { fail } from '../errors.ts'
import { addToSet, pop, pull, pullAll, push } from './array-modifiers.ts'
import { checkNames, type Modify, REMOVE } from './modify.ts'

export interface Modifier {
  /** Whether a missing field comes to be. */
  creates: boolean
  build(arg: Value, path: string): Modify
}

const creating = (build: Modifier['build']): Modifier => ({ creates: true, build })
const changing = (build: Modifier['build']): Modifier => ({ creates: false, build })

const set: Modifier = creating((arg, path) => {
  checkNames(arg, path)
  return () => arg
})

export const MODIFIERS: Record<string, Modifier> = {
  $set: set,
  $setOnInsert: set,
  $unset: changing(() => (current) => (current === undefined ? undefined : REMOVE)),
  $inc: creating((arg, path) => arithmetic('$inc', 'increment', arg, path, add, arg)),
  $mul: creating((arg, path) => arithmetic('$mul', 'multiply', arg, path, multiply, zeroOf(arg))),
  $min: creating((arg) => (current) => (current === undefined || compare(arg, current) < 0 ? arg : undefined)),
  $max: creating((arg) => (current) => (current === undefined || compare(arg, current) > 0 ? arg : undefined)),
  $currentDate: creating((arg, path) => now(arg, path)),
  $push: creating(push),
  $addToSet: creating(addToSet),
  $pull: changing(pull),
  $pullAll: changing(pullAll),
  $pop: changing(pop),
}

function zeroOf(arg: Value): Value {
  return isNumeric(arg) ? multiply(arg, 0) : 0
}

function arithmetic(
  op: string,
  verb: string,
  arg: Value,
  path: string,
  combine: (a: Numeric, b: Numeric) => Numeric,
  missing: Value,
): Modify {
  if (!isNumeric(arg)) fail(14, `Cannot ${verb} with non-numeric argument: {${path}: ${show(arg)}}`)
  return (current, { id, path: place }) => {
    if (current === undefined) return missing
    if (!isNumeric(current)) {
      const field = place.split('.').at(-1)
      const what = `{_id: ${show(id)}} has the field '${field}' of non-numeric type ${typeName(current)}`
      fail(14, `Cannot apply ${op} to a value of non-numeric type. ${what}`)
    }
    const result = combine(current, arg)
    if (typeof result === 'bigint' && !isLong(result))
      fail(2, `Failed to apply ${op} operations to current value (${current}) for document {_id: ${show(id)}}`)
    return result
  }
}

function now(arg: Value, path: string): Modify {
  const type = isDoc(arg) && arg.size === 1 ? arg.get('$type') : arg === true || arg === false ? 'date' : undefined
  if (type === 'date') return () => new Date()
  if (type === 'timestamp') return () => new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 })
  return fail(2, `$currentDate of '${path}' needs true, {$type: 'date'} or {$type: 'timestamp'}`)
}
