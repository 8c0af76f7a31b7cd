import { compare } from '../bson/compare.ts'
import { clone, type Doc, isArray, isDoc, typeName, type Value } from '../bson/values.ts'
import { fail } from '../errors.ts'
import {
  binary,
  type Compile,
  type Expression,
  isTrue,
  named,
  nullish,
  type Operator,
  operands,
  unary,
  variadic,
} from './expression.ts'

/** The order of values; a missing one comes before null and the rest, after MinKey alone. */
export function compareMissing(a: Value | undefined, b: Value | undefined): number {
  if (a !== undefined && b !== undefined) return compare(a, b)
  if (a === b) return 0
  const minKey = (value: Value | undefined) => value !== undefined && typeName(value) === 'minKey'
  return (a === undefined) !== (minKey(a) || minKey(b)) ? -1 : 1
}

const ordered = (holds: (order: number) => boolean): Operator => binary((a, b) => holds(compareMissing(a, b)))

function cond(arg: Value, compile: Compile, op: string): Expression {
  const parts = isDoc(arg) ? named(arg, compile, op, ['if', 'then', 'else']) : undefined
  const [test, yes, no] = (parts ? [parts.if, parts.then, parts.else] : operands(arg, compile, op, 3)) as [
    Expression,
    Expression,
    Expression,
  ]
  return (scope) => (isTrue(test(scope)) ? yes(scope) : no(scope))
}

function choose(arg: Value, compile: Compile): Expression {
  const list = isDoc(arg) ? arg.get('branches') : undefined
  if (!isDoc(arg) || !isArray(list) || list.length === 0) fail(40068, '$switch requires at least one branch.')
  const branches = list.map(
    (branch) => named(branch, compile, '$switch', ['case', 'then']) as { case: Expression; then: Expression },
  )
  for (const key of arg.keys())
    if (key !== 'branches' && key !== 'default') fail(40067, `$switch found an unknown argument: ${key}`)
  const other = arg.has('default') ? compile(arg.get('default') as Value) : undefined
  return (scope) => {
    const branch = branches.find((each) => isTrue(each.case(scope)))
    if (branch) return branch.then(scope)
    return other
      ? other(scope)
      : fail(40066, '$switch could not find a matching branch for an input, and no default was specified.')
  }
}

/** Both stop at the first operand that decides. */
const decided =
  (by: boolean): Operator =>
  (arg, compile, op) => {
    const each = operands(arg, compile, op, 0, Number.POSITIVE_INFINITY)
    return (scope) => (each.some((operand) => isTrue(operand(scope)) === by) ? by : !by)
  }

function merge(values: (Value | undefined)[], op: string): Value {
  const merged: Doc = new Map()
  for (const value of values.length === 1 && isArray(values[0]) ? values[0] : values) {
    if (nullish(value)) continue
    if (!isDoc(value)) fail(40400, `${op} requires object inputs, but input is of type ${typeName(value)}`)
    for (const [key, item] of value) merged.set(key, clone(item))
  }
  return merged
}

export const LOGIC: Record<string, Operator> = {
  $eq: ordered((order) => order === 0),
  $ne: ordered((order) => order !== 0),
  $gt: ordered((order) => order > 0),
  $gte: ordered((order) => order >= 0),
  $lt: ordered((order) => order < 0),
  $lte: ordered((order) => order <= 0),
  $cmp: binary((a, b) => Math.sign(compareMissing(a, b))),
  $and: decided(false),
  $or: decided(true),
  $not: unary((value) => !isTrue(value)),
  $cond: cond,
  $switch: choose,
  $ifNull: (arg, compile, op) => {
    const each = operands(arg, compile, op, 2, Number.POSITIVE_INFINITY)
    return (scope) => {
      for (const operand of each.slice(0, -1)) {
        const value = operand(scope)
        if (!nullish(value)) return value
      }
      return (each.at(-1) as Expression)(scope)
    }
  },
  $mergeObjects: variadic(merge),
  $type: unary((value) => (value === undefined ? 'missing' : typeName(value))),
}
