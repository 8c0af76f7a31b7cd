import { toNumber } from '../bson/numbers.ts'
import { isArray, isDoc, isNumeric, type Value } from '../bson/values.ts'
import { fail } from '../errors.ts'

/** What an expression sees: the document at hand and the variables by name. */
export interface Scope {
  root: Value
  vars: ReadonlyMap<string, Value | undefined>
}

/** `$$NOW`: one instant for the whole command, set when it begins. */
export const clock = { now: new Date() }

/** Undefined stands for a missing value. */
export type Expression = (scope: Scope) => Value | undefined
export type Compile = (expression: Value) => Expression
export type Operator = (arg: Value, compile: Compile, op: string) => Expression

/** The arguments of an operator: a list, or one by itself. */
export function operands(arg: Value, compile: Compile, op: string, least: number, most = least): Expression[] {
  const list = isArray(arg) ? arg : [arg]
  if (list.length < least || list.length > most)
    fail(
      16020,
      `Expression ${op} takes ${least === most ? 'exactly' : 'from'} ${least} arguments. ${list.length} were passed in.`,
    )
  return list.map(compile)
}

export const unary =
  (apply: (value: Value | undefined, op: string) => Value | undefined): Operator =>
  (arg, compile, op) => {
    const [operand] = operands(arg, compile, op, 1) as [Expression]
    return (scope) => apply(operand(scope), op)
  }

export const binary =
  (apply: (a: Value | undefined, b: Value | undefined, op: string) => Value | undefined): Operator =>
  (arg, compile, op) => {
    const [left, right] = operands(arg, compile, op, 2) as [Expression, Expression]
    return (scope) => apply(left(scope), right(scope), op)
  }

export const variadic =
  (apply: (values: (Value | undefined)[], op: string) => Value | undefined): Operator =>
  (arg, compile, op) => {
    const each = operands(arg, compile, op, 0, Number.POSITIVE_INFINITY)
    return (scope) =>
      apply(
        each.map((operand) => operand(scope)),
        op,
      )
  }

export const nullish = (value: Value | undefined): value is null | undefined => value === null || value === undefined

/** What expressions take for true: anything but false, null, zero and a missing value. */
export function isTrue(value: Value | undefined): boolean {
  if (nullish(value) || value === false) return false
  return !isNumeric(value) || toNumber(value) !== 0
}

/** The named arguments of an operator: only those it knows. */
export function named(
  arg: Value,
  compile: Compile,
  op: string,
  required: string[],
  optional: string[] = [],
): Record<string, Expression> {
  if (!isDoc(arg)) fail(9, `${op} only supports an object as its argument`)
  for (const name of arg.keys())
    if (!required.includes(name) && !optional.includes(name)) fail(9, `Unrecognized argument to ${op}: ${name}`)
  for (const name of required) if (!arg.has(name)) fail(9, `Missing '${name}' parameter to ${op}`)
  return Object.fromEntries([...arg].map(([name, expression]) => [name, compile(expression)]))
}
