import { show } from '../bson/show.ts'
import { type Doc, isArray, isDoc, type Value } from '../bson/values.ts'
import { fail } from '../errors.ts'
import { isIndex } from '../query/paths.ts'
import { type Modify, REMOVE } from './modify.ts'

const MAX_PADDING = 1_500_000

export function childOf(node: Value | undefined, part: string): Value | undefined {
  if (isDoc(node)) return node.get(part)
  return isArray(node) && isIndex(part) ? node[Number(part)] : undefined
}

function put(node: Doc | Value[], part: string, value: Value): void {
  if (isDoc(node)) return void node.set(part, value)
  const index = Number(part)
  if (index > node.length + MAX_PADDING) fail(2, `can't backfill more than ${MAX_PADDING} elements`)
  while (node.length < index) node.push(null)
  node[index] = value
}

function holds(node: Value | undefined, part: string): node is Doc | Value[] {
  return isDoc(node) || (isArray(node) && isIndex(part))
}

/** Changes the value at a path in place; with `creates`, what is missing on the way comes to be. */
export function modify(doc: Doc, parts: readonly string[], creates: boolean, change: Modify): void {
  const path = parts.join('.')
  const place = { id: doc.get('_id'), path }
  let node: Value = doc
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string
    if (!holds(node, part)) {
      if (creates) notViable(node, parts, i)
      return
    }
    const child = childOf(node, part)
    if (i < parts.length - 1 && child !== undefined) {
      node = child
      continue
    }
    const result = change(i === parts.length - 1 ? child : undefined, place)
    if (result === undefined || (child === undefined && !creates)) return
    if (result === REMOVE) take(node, part)
    else put(node, part, nest(result, parts.slice(i + 1)))
    return
  }
}

const nest = (value: Value, parts: readonly string[]): Value =>
  parts.reduceRight((inner: Value, part) => new Map([[part, inner]]), value)

/** Inside an array nothing is taken away: what comes after would move. */
function take(node: Doc | Value[], part: string): void {
  if (isDoc(node)) node.delete(part)
  else node[Number(part)] = null
}

function notViable(node: Value, parts: readonly string[], at: number): never {
  fail(28, `Cannot create field '${parts[at]}' in element {${parts[at - 1]}: ${show(node)}}`)
}

export function valueAt(doc: Doc, parts: readonly string[]): Value | undefined {
  return parts.reduce<Value | undefined>(childOf, doc)
}
