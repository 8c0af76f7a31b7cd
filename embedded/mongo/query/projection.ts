import type { Expression, Scope } from '../aggregate/expression.ts'
import { compile, scopeOf } from '../aggregate/expressions.ts'
import { type Doc, isArray, isDoc, isNumeric, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { truthy, wholeNumber } from './conditions.ts'
import { isOperators } from './filter.ts'
import { splitPath } from './paths.ts'

type Mode = 'include' | 'exclude' | 'add'
type Leaf =
  | { kind: 'keep' }
  | { kind: 'drop' }
  | { kind: 'compute'; of: Expression }
  | { kind: 'slice'; from: number; to: number }
interface Tree {
  kind: 'tree'
  children: Map<string, Leaf | Tree>
  computes: boolean
}

/** Reads a find's projection; undefined when it leaves documents as they are. */
export function parseProjection(spec: Doc | undefined): ((doc: Doc) => Doc) | undefined {
  return spec?.size ? projector(spec, true) : undefined
}

/** `$project`: what to keep, to drop and to compute. */
export function projector(spec: Doc, find = false): (doc: Doc) => Doc {
  const tree: Tree = { kind: 'tree', children: new Map(), computes: false }
  gather(tree, spec, [], find)
  const mode = modeOf(tree)
  const id = tree.children.get('_id')
  if (mode === 'include') {
    if (!id) tree.children.set('_id', { kind: 'keep' })
    else if (id.kind === 'drop') tree.children.delete('_id')
  } else if (id?.kind === 'keep') tree.children.delete('_id')
  return (doc) => project(doc, tree, mode, scopeOf(doc))
}

/** `$addFields`: everything stays, some fields are computed. */
export function adder(spec: Doc): (doc: Doc) => Doc {
  const tree: Tree = { kind: 'tree', children: new Map(), computes: true }
  for (const [path, value] of spec) add(tree, checkedParts(path), value)
  return (doc) => project(doc, tree, 'add', scopeOf(doc))
}

/** In `$addFields` a document without operators is written field by field, like a dotted path. */
function add(tree: Tree, parts: readonly string[], value: Value): void {
  if (isDoc(value) && value.size > 0 && !isOperators(value)) {
    for (const [key, inner] of value) add(tree, [...parts, ...checkedParts(key)], inner)
  } else place(tree, parts, { kind: 'compute', of: compile(value) })
}

/** `$unset` as a projection. */
export function remover(paths: string[]): (doc: Doc) => Doc {
  const tree: Tree = { kind: 'tree', children: new Map(), computes: false }
  for (const path of paths) place(tree, checkedParts(path), { kind: 'drop' })
  return (doc) => project(doc, tree, 'exclude', scopeOf(doc))
}

function checkedParts(path: string): readonly string[] {
  const parts = splitPath(path)
  if (parts.includes('')) fail(40353, `FieldPath '${path}' has an empty part`)
  if (parts.some((part) => part === '$' || part.startsWith('$['))) refuse('a positional projection')
  if (parts.some((part) => part.startsWith('$'))) fail(16410, `FieldPath field names may not start with '$': '${path}'`)
  return parts
}

function gather(tree: Tree, spec: Doc, prefix: readonly string[], find: boolean): void {
  if (spec.size === 0) fail(51270, 'An empty sub-projection is not a valid value. Found empty object at path')
  for (const [path, value] of spec) {
    const parts = [...prefix, ...checkedParts(path)]
    if (isDoc(value) && !isOperators(value)) gather(tree, value, parts, find)
    else place(tree, parts, leafOf(value, find))
  }
}

function leafOf(value: Value, find: boolean): Leaf {
  if (typeof value === 'boolean' || isNumeric(value)) return { kind: truthy(value) ? 'keep' : 'drop' }
  const op = isDoc(value) ? value.keys().next().value : undefined
  if (find && op === '$slice') return sliceOf((value as Doc).get('$slice') as Value)
  if (find && (op === '$elemMatch' || op === '$meta')) refuse(`${op} in a projection`)
  return { kind: 'compute', of: compile(value) }
}

function sliceOf(arg: Value): Leaf {
  const [first, second]: (Value | undefined)[] = isArray(arg) ? arg : [arg]
  const count = wholeNumber(first, '$slice')
  if (!isArray(arg))
    return count < 0 ? { kind: 'slice', from: count, to: Infinity } : { kind: 'slice', from: 0, to: count }
  const limit = wholeNumber(second, '$slice')
  if (arg.length !== 2 || limit <= 0) fail(28724, '$slice needs a count, or where to begin and a positive count')
  return { kind: 'slice', from: count, to: limit }
}

function place(tree: Tree, parts: readonly string[], leaf: Leaf): void {
  let node = tree
  for (const part of parts.slice(0, -1)) {
    node.computes ||= leaf.kind === 'compute'
    const child: Leaf | Tree = node.children.get(part) ?? { kind: 'tree', children: new Map(), computes: false }
    if (child.kind !== 'tree') fail(31250, `Path collision at ${parts.join('.')}`)
    node.children.set(part, child)
    node = child
  }
  node.computes ||= leaf.kind === 'compute'
  const last = parts.at(-1) as string
  if (node.children.has(last)) fail(31250, `Path collision at ${parts.join('.')}`)
  node.children.set(last, leaf)
}

function* leaves(tree: Tree, path = ''): Generator<[path: string, kind: Leaf['kind']]> {
  for (const [key, child] of tree.children)
    if (child.kind === 'tree') yield* leaves(child, `${path}${key}.`)
    else yield [path + key, child.kind]
}

function modeOf(tree: Tree): Mode {
  const all = [...leaves(tree)]
  const others = all.filter(([path, kind]) => kind !== 'slice' && (path !== '_id' || kind === 'compute'))
  const including = others.some(([, kind]) => kind !== 'drop')
  const wrong = others.find(([, kind]) => (kind === 'drop') === including)
  if (wrong) fail(31254, `Cannot do exclusion on field ${wrong[0]} in inclusion projection`)
  const sliced = all.some(([, kind]) => kind === 'slice')
  if (sliced && including) refuse('$slice beside included fields in a projection')
  if (others.length > 0) return including ? 'include' : 'exclude'
  return !sliced && tree.children.get('_id')?.kind === 'keep' ? 'include' : 'exclude'
}

function project(doc: Doc, tree: Tree, mode: Mode, scope: Scope): Doc {
  const result: Doc = new Map()
  for (const [key, value] of doc) {
    const node = tree.children.get(key)
    const kept = node ? projectValue(value, node, mode, scope) : mode === 'include' ? undefined : value
    if (kept !== undefined) result.set(key, kept)
  }
  if (!tree.computes) return result
  for (const [key, node] of tree.children) compute(result, key, node, doc.has(key), mode, scope)
  return result
}

/** What a field's own value becomes; computed fields come after, in the order of the specification. */
function projectValue(value: Value, node: Leaf | Tree, mode: Mode, scope: Scope): Value | undefined {
  switch (node.kind) {
    case 'keep':
      return value
    case 'drop':
      return undefined
    case 'compute':
      return mode === 'add' ? value : undefined
    case 'slice':
      return isArray(value) ? sliced(value, node.from, node.to) : value
    case 'tree':
      return below(value, node, mode, scope)
  }
}

function below(value: Value, tree: Tree, mode: Mode, scope: Scope): Value | undefined {
  if (isDoc(value)) return project(value, tree, mode, scope)
  if (isArray(value)) return value.map((item) => below(item, tree, mode, scope)).filter((item) => item !== undefined)
  if (tree.computes) return project(new Map(), tree, mode, scope)
  return mode === 'include' ? undefined : value
}

function compute(result: Doc, key: string, node: Leaf | Tree, present: boolean, mode: Mode, scope: Scope): void {
  if (node.kind === 'tree' && node.computes && !present) result.set(key, project(new Map(), node, mode, scope))
  if (node.kind !== 'compute') return
  const value = node.of(scope)
  if (value === undefined) result.delete(key)
  else result.set(key, value)
}

function sliced(array: Value[], from: number, to: number): Value[] {
  if (to === Infinity || from === 0) return array.slice(from, to)
  const start = from < 0 ? Math.max(array.length + from, 0) : from
  return array.slice(start, start + to)
}
