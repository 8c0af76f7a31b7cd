import { type Doc, isArray, isDoc, typeName, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { wholeNumber } from '../query/conditions.ts'
import { parseFilter } from '../query/filter.ts'
import { adder, projector, remover } from '../query/projection.ts'
import { sorter } from '../query/sort.ts'
import { compile, expressionFilter, scopeOf } from './expressions.ts'
import { group } from './group.ts'
import { lookup } from './lookup.ts'
import { unwind } from './unwind.ts'

/** Finds the documents of another collection whose field holds one of the values. */
export type Foreign = (collection: string, field: string, values: Value[]) => Doc[]
export type Stage = (docs: Iterable<Doc>) => Iterable<Doc>

const spec = (value: Value, stage: string): Doc =>
  isDoc(value) ? value : fail(40228, `${stage} specification must be an object`)

/** Applies a change to each document by itself. */
function each(change: (doc: Doc) => Doc): Stage {
  return function* (docs) {
    for (const doc of docs) yield change(doc)
  }
}

function match(value: Value): Stage {
  const { test } = parseFilter(spec(value, '$match'), expressionFilter)
  return function* (docs) {
    for (const doc of docs) if (test(doc)) yield doc
  }
}

function limit(value: Value): Stage {
  const most = wholeNumber(value, 'the argument of $limit')
  if (most <= 0) fail(15958, 'the limit must be positive')
  return function* (docs) {
    let left = most
    for (const doc of docs) {
      yield doc
      if (--left === 0) return
    }
  }
}

function skip(value: Value): Stage {
  const count = wholeNumber(value, 'the argument of $skip')
  if (count < 0) fail(5107200, 'invalid argument to $skip stage: Expected a non-negative number')
  return function* (docs) {
    let passed = 0
    for (const doc of docs) if (passed++ >= count) yield doc
  }
}

function unset(value: Value): Stage {
  const paths = isArray(value) ? value : [value]
  if (paths.length === 0) fail(31119, '$unset specification must be a string or an array with at least one field')
  return each(
    remover(
      paths.map((path) =>
        typeof path === 'string'
          ? path
          : fail(31120, '$unset specification must be a string or an array containing only string values'),
      ),
    ),
  )
}

function replaceWith(expression: Value, stage: string): Stage {
  const root = compile(expression)
  return each((doc) => {
    const value = root(scopeOf(doc))
    if (isDoc(value)) return value
    return fail(
      40228,
      `'newRoot' expression of ${stage} must evaluate to an object, but resulting value was of type ${value === undefined ? 'missing' : typeName(value)}`,
    )
  })
}

function replaceRoot(value: Value): Stage {
  const { size } = spec(value, '$replaceRoot')
  const root = (value as Doc).get('newRoot')
  if (root === undefined || size !== 1) fail(40231, 'no newRoot specified for the $replaceRoot stage')
  return replaceWith(root, '$replaceRoot')
}

function count(value: Value): Stage {
  if (typeof value !== 'string' || value === '' || value.startsWith('$') || value.includes('.'))
    fail(40156, 'the count field must be a non-empty string without $ or .')
  return function* (docs) {
    let n = 0
    for (const _ of docs) n++
    if (n > 0) yield new Map([[value, n]])
  }
}

function sortByCount(value: Value): Stage {
  if (!(typeof value === 'string' && value.startsWith('$')) && !isDoc(value))
    fail(40149, 'the sortByCount specification must be an expression')
  const counted = group(new Map<string, Value>([['_id', value], ['count', new Map([['$sum', 1]])]])) // biome-ignore format: one pair a field
  const sorted = sorter(new Map([['count', -1]]))
  return (docs) => sorted([...counted(docs)], (doc) => doc)
}

function facet(value: Value, foreign: Foreign): Stage {
  const facets = [...spec(value, '$facet')].map(([name, pipeline]) => {
    if (!isArray(pipeline)) fail(40170, `arguments to $facet must be arrays, ${name} is type ${typeName(pipeline)}`)
    if (pipeline.some((stage) => isDoc(stage) && stage.has('$facet')))
      fail(40600, '$facet is not allowed to be used within a $facet stage')
    return [name, pipelineOf(pipeline, foreign)] as const
  })
  if (facets.length === 0) fail(40169, 'the $facet specification must be a non-empty object')
  return function* (docs) {
    const all = [...docs]
    yield new Map(facets.map(([name, stages]) => [name, [...stages(all)]]))
  }
}

function project(value: Value): Stage {
  const fields = spec(value, '$project')
  return fields.size > 0 ? each(projector(fields)) : fail(51272, '$project specification must have at least one field')
}

function sort(value: Value): Stage {
  const order = spec(value, '$sort')
  if (order.size === 0) fail(15976, '$sort stage must have at least one sort key')
  const sorted = sorter(order)
  return (docs) => sorted([...docs], (doc) => doc)
}

const STAGES: Record<string, (value: Value, foreign: Foreign, stage: string) => Stage> = {
  $match: match,
  $project: project,
  $addFields: (value, _, stage) => each(adder(spec(value, stage))),
  $set: (value, _, stage) => each(adder(spec(value, stage))),
  $unset: unset,
  $group: group,
  $sort: sort,
  $skip: skip,
  $limit: limit,
  $count: count,
  $unwind: unwind,
  $facet: facet,
  $replaceRoot: replaceRoot,
  $replaceWith: (value, _, stage) => replaceWith(value, stage),
  $sortByCount: sortByCount,
  $lookup: lookup,
}

/** Puts the stages of a pipeline one behind the other; a stage there is not is refused by name. */
export function pipelineOf(stages: readonly Value[], foreign: Foreign): Stage {
  const built = stages.map((stage) => {
    const [name, value] = stageOf(stage)
    const build = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined
    return build ? build(value, foreign, name) : refuse(`the aggregation stage ${name}`)
  })
  return (docs) => built.reduce((flow, stage) => stage(flow), docs)
}

export function stageOf(stage: Value | undefined): [name: string, value: Value] {
  if (!isDoc(stage)) fail(14, 'Each element of the pipeline array must be an object')
  const [entry] = stage
  if (!entry || stage.size !== 1) fail(40323, 'A pipeline stage specification object must contain exactly one field.')
  return entry
}
