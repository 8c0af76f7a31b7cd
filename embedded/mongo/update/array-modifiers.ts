import { compare, equals } from '../bson/compare.ts'
import { toNumber } from '../bson/numbers.ts'
import { show } from '../bson/show.ts'
import { type Doc, isArray, isDoc, isNumeric, isRegex, typeName, type Value } from '../bson/values.ts'
import { fail } from '../errors.ts'
import { wholeNumber } from '../query/conditions.ts'
import { isOperators, parseFilter } from '../query/filter.ts'
import { direction, sorter } from '../query/sort.ts'
import { checkNames, type Modify, type Place } from './modify.ts'

function arrayOrFail(current: Value, { id, path }: Place): Value[] {
  if (isArray(current)) return current
  return fail(
    2,
    `The field '${path}' must be an array but is of type ${typeName(current)} in document {_id: ${show(id)}}`,
  )
}

interface Push {
  items: Value[]
  position: number | undefined
  slice: number | undefined
  sort: ((array: Value[]) => Value[]) | undefined
}

const CLAUSES = ['$each', '$position', '$slice', '$sort']

export function push(arg: Value, path: string): Modify {
  const { items, position, slice, sort } = isDoc(arg) && arg.has('$each') ? clauses(arg) : single(arg)
  for (const item of items) checkNames(item, path)
  return (current, place) => {
    let array = current === undefined ? [] : [...arrayOrFail(current, place)]
    const at = position === undefined ? array.length : position < 0 ? Math.max(array.length + position, 0) : position
    array.splice(at, 0, ...items)
    if (sort) array = sort(array)
    if (slice !== undefined) array = slice < 0 ? array.slice(slice) : array.slice(0, slice)
    return array
  }
}

const single = (arg: Value): Push => ({ items: [arg], position: undefined, slice: undefined, sort: undefined })

function clauses(arg: Doc): Push {
  for (const clause of arg.keys()) if (!CLAUSES.includes(clause)) fail(2, `Unrecognized clause in $push: ${clause}`)
  const items = arg.get('$each') as Value
  if (!isArray(items)) fail(2, `The argument to $each in $push must be an array but it was of type: ${typeName(items)}`)
  const whole = (clause: string) =>
    arg.has(clause) ? wholeNumber(arg.get(clause), `The value for ${clause}`) : undefined
  const sort = arg.get('$sort')
  return {
    items,
    position: whole('$position'),
    slice: whole('$slice'),
    sort: sort === undefined ? undefined : order(sort),
  }
}

function order(sort: Value): (array: Value[]) => Value[] {
  if (isDoc(sort)) {
    const sorted = sorter(sort)
    const empty: Doc = new Map()
    return (array) => sorted(array, (item) => (isDoc(item) ? item : empty))
  }
  const way = direction(sort) ?? fail(2, 'The $sort element value must be either 1 or -1, or a pattern')
  return (array) => [...array].sort((a, b) => compare(a, b) * way)
}

export function addToSet(arg: Value, path: string): Modify {
  const each = isDoc(arg) && arg.keys().next().value === '$each' ? arg : undefined
  const items = each ? (each.get('$each') as Value) : [arg]
  if (!isArray(items))
    fail(14, `The argument to $each in $addToSet must be an array but it was of type ${typeName(items)}`)
  if (each && each.size > 1) fail(2, 'Found unexpected fields after $each in $addToSet')
  for (const item of items) checkNames(item, path)
  return (current, place) => {
    if (current !== undefined && !isArray(current)) {
      const name = place.path.split('.').at(-1)
      fail(
        2,
        `Cannot apply $addToSet to non-array field. Field named '${name}' has non-array type ${typeName(current)}`,
      )
    }
    const array = [...(current ?? [])]
    for (const item of items) if (!array.some((other) => equals(other, item))) array.push(item)
    return array
  }
}

export function pull(arg: Value): Modify {
  const matches = pulled(arg)
  return (current) => {
    if (current === undefined) return undefined
    if (!isArray(current)) fail(2, 'Cannot apply $pull to a non-array value')
    return current.filter((item) => !matches(item))
  }
}

const LOGICAL = ['$and', '$or', '$nor']

/** A document without operators is a filter on the elements that are documents; operators look at any element. */
function pulled(arg: Value): (item: Value) => boolean {
  if (isDoc(arg) && (!isOperators(arg) || LOGICAL.includes(arg.keys().next().value as string))) {
    const { test } = parseFilter(arg)
    return (item) => isDoc(item) && test(item)
  }
  if (isDoc(arg) || isRegex(arg)) {
    const { test } = parseFilter(new Map([['item', arg]]))
    return (item) => test(new Map([['item', item]]))
  }
  return (item) => equals(item, arg)
}

export function pullAll(arg: Value): Modify {
  if (!isArray(arg)) fail(2, `$pullAll requires an array argument but was given a ${typeName(arg)}`)
  return (current) => {
    if (current === undefined) return undefined
    if (!isArray(current)) fail(2, 'Cannot apply $pull to a non-array value')
    return current.filter((item) => !arg.some((other) => equals(other, item)))
  }
}

export function pop(arg: Value): Modify {
  const end = isNumeric(arg) ? toNumber(arg) : 0
  if (end !== 1 && end !== -1) fail(9, `$pop expects 1 or -1, found: ${show(arg)}`)
  return (current, { path }) => {
    if (current === undefined) return undefined
    if (!isArray(current)) fail(14, `Path '${path}' contains an element of non-array type '${typeName(current)}'`)
    return end === 1 ? current.slice(0, -1) : current.slice(1)
  }
}
