import { equals } from '../bson/compare.ts'
import { isArray, isDoc, typeName, type Value } from '../bson/values.ts'
import { fail } from '../errors.ts'
import { wholeNumber } from '../query/conditions.ts'
import {
  binary,
  type Compile,
  type Expression,
  isTrue,
  nullish,
  type Operator,
  type Scope,
  unary,
  variadic,
} from './expression.ts'

const kind = (value: Value | undefined): string => (value === undefined ? 'missing' : typeName(value))

function arrayOf(value: Value | undefined, what: string, code: number): Value[] {
  return isArray(value) ? value : fail(code, `${what} must be an array, but is of type ${kind(value)}`)
}

function elementAt(value: Value | undefined, index: Value | undefined): Value | undefined {
  if (nullish(value) || nullish(index)) return null
  const array = arrayOf(value, "$arrayElemAt's first argument", 28689)
  return array.at(wholeNumber(index, "$arrayElemAt's second argument"))
}

const ended = (at: 0 | -1): Operator =>
  unary((value, op) => (nullish(value) ? null : arrayOf(value, `${op}'s argument`, 28689).at(at)))

/** The arguments of $filter, $map and $reduce: an input, and an expression with a variable. */
function inside(arg: Value, op: string, body: string, optional: string[]): { input: Value; body: Value; as: string } {
  if (!isDoc(arg)) fail(28646, `${op} only supports an object as its argument`)
  for (const key of arg.keys())
    if (!['input', body, ...optional].includes(key)) fail(28647, `Unrecognized parameter to ${op}: ${key}`)
  const [input, inner] = [arg.get('input'), arg.get(body)]
  if (input === undefined || inner === undefined) fail(28648, `Missing 'input' or '${body}' parameter to ${op}`)
  const as = arg.get('as') ?? 'this'
  if (typeof as !== 'string' || !/^[a-z][A-Za-z0-9_]*$/.test(as))
    fail(9, `${op}: '${as}' starts with an invalid character for a user variable name`)
  return { input, body: inner, as }
}

const withVariables = (scope: Scope, ...vars: [string, Value][]): Scope => ({
  ...scope,
  vars: new Map([...scope.vars, ...vars]),
})

function each(
  arg: Value,
  compile: Compile,
  op: string,
  name: string,
  apply: (array: Value[], of: (item: Value) => Value | undefined) => Value,
): Expression {
  const { input, body, as } = inside(arg, op, name, ['as'])
  const [list, inner] = [compile(input), compile(body)]
  return (scope) => {
    const value = list(scope)
    if (nullish(value)) return null
    return apply(arrayOf(value, `input to ${op}`, 28651), (item) => inner(withVariables(scope, [as, item])))
  }
}

function reduce(arg: Value, compile: Compile, op: string): Expression {
  const { input, body } = inside(arg, op, 'in', ['initialValue'])
  const initial = isDoc(arg) ? arg.get('initialValue') : undefined
  if (initial === undefined) fail(40079, "$reduce requires 'initialValue' to be specified")
  const [list, start, inner] = [compile(input), compile(initial), compile(body)]
  return (scope) => {
    const value = list(scope)
    if (nullish(value)) return null
    const step = (sum: Value, item: Value): Value => inner(withVariables(scope, ['this', item], ['value', sum])) ?? null
    return arrayOf(value, '$reduce input', 40080).reduce(step, start(scope) ?? null)
  }
}

export const ARRAYS: Record<string, Operator> = {
  $size: unary((value) =>
    isArray(value)
      ? value.length
      : fail(17124, `The argument to $size must be an array, but was of type: ${kind(value)}`),
  ),
  $isArray: unary(isArray),
  $arrayElemAt: binary(elementAt),
  $first: ended(0),
  $last: ended(-1),
  $in: binary((value, list) => {
    const array = arrayOf(list, '$in requires an array as a second argument: it', 40081)
    return value !== undefined && array.some((item) => equals(item, value))
  }),
  $concatArrays: variadic((values) => {
    if (values.some(nullish)) return null
    return values.flatMap((value) => arrayOf(value, '$concatArrays only supports arrays: each', 28664))
  }),
  $filter: (arg, compile, op) =>
    each(arg, compile, op, 'cond', (array, of) => array.filter((item) => isTrue(of(item)))),
  $map: (arg, compile, op) => each(arg, compile, op, 'in', (array, of) => array.map((item) => of(item) ?? null)),
  $reduce: reduce,
}
