import { BSONRegExp } from 'bson'
import { type Doc, isArray, isDoc, isRegex, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { CONDITIONS, type Condition, leaf, matches, type Position, searches, type Test } from './conditions.ts'
import { splitPath, walk } from './paths.ts'

export type Predicate = (doc: Doc, positions?: Position[]) => boolean

/** A parsed filter: a tree the planner can read, each part with its test. */
export type Filter = { test: Predicate } & (
  | { kind: 'and' | 'or' | 'nor'; of: Filter[] }
  | { kind: 'field'; path: string; condition: Condition }
  | { kind: 'expr' }
)

/** Turns an expression (`$expr`) into a predicate; passed in because expressions build on filters' values only. */
export type Expressions = (expression: Value) => Predicate

/** Parses a filter; what is not understood is refused by name. */
export function parseFilter(filter: Doc, expressions?: Expressions): Filter {
  const parts: Filter[] = []
  for (const [key, value] of filter) {
    if (key.startsWith('$')) parts.push(...topLevel(key, value, expressions))
    else for (const condition of conditionsOn(value)) parts.push(field(key, condition))
  }
  return parts.length === 1 ? (parts[0] as Filter) : and(parts)
}

function and(of: Filter[]): Filter {
  return { kind: 'and', of, test: (doc, positions) => of.every((part) => part.test(doc, positions)) }
}

function or(of: Filter[]): Filter {
  return { kind: 'or', of, test: (doc, positions) => of.some((part) => tried(part, doc, positions)) }
}

/** A branch that did not match leaves no positions behind. */
function tried(part: Filter, doc: Doc, positions: Position[] | undefined): boolean {
  const before = positions?.length ?? 0
  const matched = part.test(doc, positions)
  if (!matched && positions) positions.length = before
  return matched
}

function nor(of: Filter[]): Filter {
  return { kind: 'nor', of, test: (doc) => !of.some((part) => part.test(doc)) }
}

function topLevel(key: string, value: Value, expressions?: Expressions): Filter[] {
  if (key === '$comment') return []
  if (key === '$expr') {
    if (!expressions) refuse('$expr here')
    return [{ kind: 'expr', test: expressions(value) }]
  }
  if (key !== '$and' && key !== '$or' && key !== '$nor') {
    if (key in CONDITIONS || key in BUILT) fail(2, `unknown top level operator: ${key}`)
    refuse(`the query operator ${key}`)
  }
  if (!isArray(value) || value.length === 0) fail(2, `${key} must be a nonempty array`)
  const of = value.map((part) => {
    if (!isDoc(part)) fail(2, '$or/$and/$nor entries need to be full objects')
    return parseFilter(part, expressions)
  })
  return [{ $and: and, $or: or, $nor: nor }[key](of)]
}

type Operators = Doc & { operators?: true }

export function isOperators(value: Value): value is Operators {
  if (!isDoc(value)) return false
  const first = value.keys().next().value
  return first?.startsWith('$') ?? false
}

/** The conditions a filter value puts on its field: those of its operators, or one equality. */
function conditionsOn(value: Value): Condition[] {
  return isOperators(value) ? operators(value) : [matches(value)]
}

function operators(doc: Doc): Condition[] {
  const conditions: Condition[] = []
  for (const [op, arg] of doc) {
    const build = CONDITIONS[op] ?? BUILT[op]
    if (build) conditions.push(build(arg, doc))
    else if (op === '$options') {
      if (!doc.has('$regex')) fail(2, '$options needs a $regex')
    } else if (op.startsWith('$')) refuse(`the query operator ${op}`)
    else fail(2, `unknown operator: ${op}`)
  }
  return conditions
}

const BUILT: Record<string, (arg: Value, siblings: Doc) => Condition> = {
  $not: (arg) => {
    if (isRegex(arg)) return { kind: 'not', of: [searches(arg)] }
    if (!isOperators(arg)) fail(2, '$not needs a regex or a document of operators')
    return { kind: 'not', of: operators(arg) }
  },
  $regex: (arg, siblings) => searches(regexOf(arg, siblings.get('$options'))),
  $all: (arg) => {
    if (!isArray(arg)) fail(2, '$all needs an array')
    if (arg.length === 0) return leaf('$all', arg, () => false)
    return {
      kind: 'all',
      of: arg.map((item) => (isElemMatch(item) ? elemMatch(item.get('$elemMatch')) : allItem(item))),
    }
  },
  $elemMatch: elemMatch,
}

function regexOf(pattern: Value, options: Value | undefined): BSONRegExp {
  if (options !== undefined && typeof options !== 'string') fail(2, '$options has to be a string')
  if (typeof pattern === 'string') return new BSONRegExp(pattern, options ?? '')
  if (!isRegex(pattern)) fail(2, '$regex has to be a string')
  if (options !== undefined && pattern.options !== '') fail(51075, 'options set in both $regex and $options')
  return new BSONRegExp(pattern.pattern, options ?? pattern.options)
}

const isElemMatch = (item: Value): item is Doc => isDoc(item) && item.keys().next().value === '$elemMatch'

function allItem(item: Value): Condition {
  return isOperators(item) ? fail(2, 'no $ expressions in $all') : matches(item)
}

const LOGICAL = ['$and', '$or', '$nor']

function elemMatch(arg: Value | undefined): Condition {
  if (!isDoc(arg)) fail(2, '$elemMatch needs an Object')
  const test =
    isOperators(arg) && !LOGICAL.includes(arg.keys().next().value as string) ? onValue(operators(arg)) : onDoc(arg)
  const holds: Test = (value, positions, path) => {
    const index = isArray(value) ? value.findIndex((item) => test(item)) : -1
    if (index >= 0) positions?.push({ array: path ?? '', index })
    return index >= 0
  }
  return leaf('$elemMatch', arg, holds, false)
}

function onDoc(filter: Doc): (item: Value) => boolean {
  const { test } = parseFilter(filter)
  return (item) => {
    if (isArray(item)) return test(new Map(item.map((each, index) => [String(index), each])))
    return isDoc(item) && test(item)
  }
}

/** Tests a value by itself: an array in it is not opened. */
function onValue(conditions: Condition[]): (value: Value) => boolean {
  const holds = (condition: Condition, value: Value): boolean => {
    if (condition.kind === 'leaf') return condition.test(value)
    const every = condition.of.every((each) => holds(each, value))
    return condition.kind === 'not' ? !every : every
  }
  return (value) => conditions.every((condition) => holds(condition, value))
}

function field(path: string, condition: Condition): Filter {
  return { kind: 'field', path, condition, test: onField(path, condition) }
}

function onField(path: string, condition: Condition): Predicate {
  if (condition.kind === 'leaf') return onLeaf(path, condition)
  const parts = condition.of.map((part) => onField(path, part))
  if (condition.kind === 'not') return (doc) => !parts.every((part) => part(doc))
  return (doc, positions) => parts.every((part) => part(doc, positions))
}

function onLeaf(path: string, { test, expand }: Extract<Condition, { kind: 'leaf' }>): Predicate {
  const parts = splitPath(path)
  return (doc, positions) =>
    walk(doc, parts, expand, (value, through) => {
      const before = positions?.length ?? 0
      if (!test(value, positions, path)) return false
      if (positions && through) {
        positions.length = before
        positions.push({ array: parts.slice(0, through.depth).join('.'), index: through.index })
      }
      return true
    })
}
