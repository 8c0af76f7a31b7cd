import { ObjectId } from 'bson'
import { type Doc, isArray, isDoc, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import type { Filter } from '../query/filter.ts'
import { splitPath } from '../query/paths.ts'
import { childOf } from './tree.ts'
import { idFirst, type Update } from './update.ts'

/** The document an upsert inserts: what the query says by equality, then the update. */
export function upserted(filter: Filter, update: Update): Doc {
  const equalities = equalitiesOf(filter)
  equalities.forEach(([path], i) => {
    const other = equalities.find(([known], j) => i !== j && `${path}.`.startsWith(`${known}.`))
    if (other) fail(54, `cannot infer query fields to set, path '${path}' is matched twice`)
  })
  const base: Doc = new Map()
  for (const [path, value] of equalities) if (update.kind !== 'replacement' || path === '_id') place(base, path, value)
  const doc = update.apply(idFirst(base), { positions: [], inserting: true })
  return doc.has('_id') ? doc : new Map<string, Value>([['_id', new ObjectId()], ...doc])
}

function equalitiesOf(filter: Filter): [path: string, value: Value][] {
  if (filter.kind === 'and') return filter.of.flatMap(equalitiesOf)
  if (filter.kind === 'or' && filter.of.length === 1) refuse('an upsert by a $or of one')
  if (filter.kind !== 'field') return []
  const { condition, path } = filter
  if (condition.kind === 'all' && condition.of.length === 1) refuse('an upsert by a $all of one')
  if (condition.kind !== 'leaf') return []
  if (condition.op === '$in' && isArray(condition.arg) && condition.arg.length === 1)
    refuse('an upsert by a $in of one')
  return condition.op === '$eq' ? [[path, condition.arg]] : []
}

function place(base: Doc, path: string, value: Value): void {
  const parts = splitPath(path)
  let node = base
  for (const part of parts.slice(0, -1)) {
    const child = childOf(node, part) ?? new Map()
    if (!isDoc(child)) return
    node.set(part, child)
    node = child
  }
  node.set(parts.at(-1) as string, value)
}
