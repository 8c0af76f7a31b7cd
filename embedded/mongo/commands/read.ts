import { expressionFilter } from '../aggregate/expressions.ts'
import { encode } from '../bson/encode.ts'
import { encodeKey } from '../bson/keys.ts'
import type { Doc, Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { type Filter, parseFilter } from '../query/filter.ts'
import { splitPath, walk } from '../query/paths.ts'
import { parseProjection } from '../query/projection.ts'
import { sorter, sortFields } from '../query/sort.ts'
import type { Collection, Row } from '../storage/collection.ts'
import { find as findRows } from '../storage/scan.ts'
import type { Command, Handler, Parts } from './command.ts'

const NONE: Doc = new Map()

export const filterOf = (doc: Doc | undefined): Filter => parseFilter(doc ?? NONE, expressionFilter)

/** The rows a filter matches, in order; sorted in memory where no index delivers the order. */
export function selected(collection: Collection, filter: Filter, sort: Doc | undefined): Iterable<Row> {
  const { rows, sorted } = findRows(collection, filter, sortFields(sort ?? NONE))
  return sorted ? rows : sorter(sort ?? NONE)([...rows], ({ doc }) => doc)
}

export function* window<T>(items: Iterable<T>, skip: number, limit: number): Generator<T> {
  let left = limit || Number.POSITIVE_INFINITY
  let passed = 0
  for (const item of items) {
    if (passed++ < skip) continue
    yield item
    if (--left === 0) return
  }
}

function* bytesOf(rows: Iterable<Row>, project: ((doc: Doc) => Doc) | undefined): Generator<Uint8Array> {
  for (const row of rows) yield project ? encode(project(row.doc)) : row.bytes
}

const ignored = ['allowDiskUse', 'allowPartialResults']
const FALSE_ONLY = ['tailable', 'awaitData', 'noCursorTimeout', 'returnKey', 'showRecordId', 'oplogReplay']

const find: Handler = {
  fields: ['filter', 'sort', 'projection', 'skip', 'limit', 'batchSize', 'singleBatch', ...ignored, ...FALSE_ONLY],
  run(command, { catalog, cursors }) {
    for (const option of FALSE_ONLY) if (command.bool(option, false)) refuse(`find with ${option}`)
    const filter = filterOf(command.doc('filter'))
    const sort = command.doc('sort')
    const project = parseProjection(command.doc('projection'))
    sortFields(sort ?? NONE)
    const collection = catalog.get(command.db, command.collection)
    const rows = collection ? selected(collection, filter, sort) : []
    const some = window(rows, command.count('skip') ?? 0, command.count('limit') ?? 0)
    return cursors.open(
      command.namespace,
      bytesOf(some, project),
      command.count('batchSize'),
      command.bool('singleBatch', false),
    )
  },
}

const getMore: Handler = {
  fields: ['collection', 'batchSize'],
  run(command, { cursors }) {
    const id = command.body.get('getMore')
    if (typeof id !== 'bigint') fail(14, "BSON field 'getMore.getMore' must be a long")
    return cursors.next(id, `${command.db}.${command.string('collection')}`, command.count('batchSize'))
  },
}

const killCursors: Handler = {
  fields: ['cursors'],
  run(command, { cursors }) {
    const cursorsKilled: Value[] = []
    const cursorsNotFound: Value[] = []
    for (const id of command.array('cursors') ?? [])
      (typeof id === 'bigint' && cursors.kill(id) ? cursorsKilled : cursorsNotFound).push(id)
    return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] }
  },
}

const count: Handler = {
  fields: ['query', 'limit', 'skip', 'fields'],
  run(command, { catalog }) {
    const query = command.doc('query')
    const filter = filterOf(query)
    const [skip, limit] = [command.count('skip') ?? 0, command.count('limit') ?? 0]
    const collection = catalog.get(command.db, command.collection)
    if (!collection) return { n: 0 }
    if (!query?.size && skip === 0 && limit === 0) return { n: collection.count() }
    return { n: [...window(findRows(collection, filter).rows, skip, limit)].length }
  },
}

const distinct: Handler = {
  fields: ['key', 'query'],
  run(command, parts) {
    return { values: distinctValues(command, parts) }
  },
}

function distinctValues(command: Command, { catalog }: Parts): Value[] {
  const key = command.string('key')
  if (!key) fail(40414, "BSON field 'distinct.key' is missing but a required field")
  const filter = filterOf(command.doc('query'))
  const collection = catalog.get(command.db, command.collection)
  const values = new Map<string, Value>()
  for (const { doc } of collection ? findRows(collection, filter).rows : [])
    for (const value of leaves(doc, key)) {
      const known = encodeKey(value).toString('latin1')
      if (!values.has(known)) values.set(known, value)
    }
  return [...values.values()]
}

/** What a path holds, arrays opened once: an array is distinct by its elements. */
function leaves(doc: Doc, path: string): Value[] {
  const found: Value[] = []
  walk(doc, splitPath(path), false, (value) => {
    if (Array.isArray(value)) found.push(...value)
    else if (value !== undefined) found.push(value)
    return false
  })
  return found
}

export const READ: Record<string, Handler> = { find, getMore, killCursors, count, distinct }
