import { type Doc, isArray, isDoc, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import type { Predicate } from '../query/filter.ts'
import { splitPath } from '../query/paths.ts'
import { ARITHMETIC } from './arithmetic.ts'
import { ARRAYS } from './arrays.ts'
import { DATES } from './dates.ts'
import { clock, type Expression, isTrue, type Operator, type Scope } from './expression.ts'
import { LOGIC } from './logic.ts'
import { STRINGS } from './strings.ts'

const OPERATORS: Record<string, Operator> = { ...ARITHMETIC, ...LOGIC, ...STRINGS, ...ARRAYS, ...DATES }

/** Compiles an aggregation expression; an operator it does not have is refused by name. */
export function compile(expression: Value): Expression {
  if (typeof expression === 'string' && expression.startsWith('$')) return reference(expression)
  if (isArray(expression)) {
    const items = expression.map(compile)
    return (scope) => items.map((item) => item(scope) ?? null)
  }
  return isDoc(expression) ? document(expression) : () => expression
}

function document(expression: Doc): Expression {
  const [first] = expression
  if (first?.[0].startsWith('$')) return operator(expression, ...first)
  const fields = [...expression].map(([key, value]) => {
    if (key.startsWith('$')) fail(15983, 'An object representing an expression must have exactly one field')
    if (key.includes('.'))
      fail(16405, "FieldPath field names may not contain '.'. Consider using $getField or $setField.")
    return [key, compile(value)] as const
  })
  return (scope) => {
    const doc: Doc = new Map()
    for (const [key, field] of fields) {
      const value = field(scope)
      if (value !== undefined) doc.set(key, value)
    }
    return doc
  }
}

function operator(expression: Doc, op: string, arg: Value): Expression {
  if (expression.size > 1)
    fail(
      15983,
      `An object representing an expression must have exactly one field: { ${[...expression.keys()].join(', ')} }`,
    )
  if (op === '$literal') return () => arg
  const build = Object.hasOwn(OPERATORS, op) ? OPERATORS[op] : undefined
  return build ? build(arg, compile, op) : refuse(`the expression ${op}`)
}

const SYSTEM: Record<string, (scope: Scope) => Value | undefined> = {
  ROOT: ({ root }) => root,
  CURRENT: ({ root }) => root,
  REMOVE: () => undefined,
}

function reference(text: string): Expression {
  const variable = text.startsWith('$$')
  const parts = splitPath(text.slice(variable ? 2 : 1))
  if (parts.includes('')) fail(40353, `'${text}' is not a valid field path`)
  if (parts.slice(variable ? 1 : 0).some((part) => part.startsWith('$')))
    fail(16410, `FieldPath field names may not start with '$': ${text}`)
  if (!variable) return ({ root }) => follow(root, parts, 0)
  const [name, ...rest] = parts as [string, ...string[]]
  const { now } = clock
  const system = name === 'NOW' ? () => now : SYSTEM[name]
  if (!system && /^[A-Z]/.test(name)) refuse(`the variable $$${name}`)
  return (scope) => {
    if (!system && !scope.vars.has(name)) fail(17276, `Use of undefined variable: ${name}`)
    return follow(system ? system(scope) : scope.vars.get(name), rest, 0)
  }
}

/** Follows a path as expressions do: through an array it gathers what each document of it has. */
function follow(value: Value | undefined, parts: readonly string[], at: number): Value | undefined {
  if (at === parts.length) return value
  if (isDoc(value)) return follow(value.get(parts[at] as string), parts, at + 1)
  if (!isArray(value)) return undefined
  return value.flatMap((item) => {
    const found = isDoc(item) ? follow(item, parts, at) : undefined
    return found === undefined ? [] : [found]
  })
}

const NO_VARIABLES: Scope['vars'] = new Map()

export const scopeOf = (root: Value): Scope => ({ root, vars: NO_VARIABLES })

/** `$expr`: the documents for which an expression is true. */
export function expressionFilter(expression: Value): Predicate {
  const evaluate = compile(expression)
  return (doc) => isTrue(evaluate(scopeOf(doc)))
}
