import { encodeKey } from '../bson/keys.ts'
import { type Doc, isDoc, type Value } from '../bson/values.ts'
import { fail } from '../errors.ts'
import { memo } from '../memo.ts'
import { type Accumulator, accumulator } from './accumulators.ts'
import type { Expression } from './expression.ts'
import { compile, scopeOf } from './expressions.ts'

interface Field {
  name: string
  make: () => Accumulator
  of: Expression
}

/** `$group`: one document for each distinct `_id`, in the order they were met. */
export function group(spec: Value): (docs: Iterable<Doc>) => Iterable<Doc> {
  if (!isDoc(spec)) fail(15947, "a group's fields must be specified in an object")
  const id = spec.get('_id')
  if (id === undefined) fail(15955, 'a group specification must include an _id')
  const key = compile(id)
  const fields = [...spec].filter(([name]) => name !== '_id').map(([name, value]) => field(name, value))
  return function* (docs) {
    const groups = new Map<string, { id: Value; accumulators: Accumulator[] }>()
    for (const doc of docs) {
      const scope = scopeOf(doc)
      const id = key(scope) ?? null
      const text = encodeKey(id).toString('latin1')
      const found = memo(groups, text, () => ({ id, accumulators: fields.map(({ make }) => make()) }))
      for (const [i, { of }] of fields.entries()) found.accumulators[i]?.add(of(scope))
    }
    for (const { id, accumulators } of groups.values())
      yield new Map([['_id', id], ...fields.map(({ name }, i) => [name, accumulators[i]?.result() ?? null] as const)])
  }
}

function field(name: string, value: Value): Field {
  if (name.includes('.')) fail(40235, `The field name '${name}' cannot contain '.'`)
  if (name.startsWith('$')) fail(40236, `The field name '${name}' cannot be an operator name`)
  if (!isDoc(value) || value.size !== 1) fail(40234, `The field '${name}' must be an accumulator object`)
  const [[op, arg]] = value as unknown as Iterable<[string, Value]> as [[string, Value]]
  if (op === '$count') {
    if (!isDoc(arg) || arg.size > 0) fail(9, '$count takes no arguments, i.e. $count:{}')
    return { name, make: accumulator('$sum'), of: () => 1 }
  }
  return { name, make: accumulator(op), of: compile(arg) }
}
