import { countsOnly } from '../aggregate/counting.ts'
import { type Foreign, pipelineOf, stageOf } from '../aggregate/stages.ts'
import { encodeStored } from '../bson/encode.ts'
import { toNumber } from '../bson/numbers.ts'
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { parseFilter } from '../query/filter.ts'
import type { Catalog } from '../storage/catalog.ts'
import type { Row } from '../storage/collection.ts'
import { find } from '../storage/scan.ts'
import type { Command, Handler } from './command.ts'
import { filterOf, selected } from './read.ts'

export const aggregate: Handler = {
  fields: ['pipeline', 'cursor', 'allowDiskUse', 'explain', 'bypassDocumentValidation'],
  run(command, { catalog, cursors }) {
    if (command.bool('explain', false)) refuse('explain')
    if (typeof command.body.get('aggregate') !== 'string') refuse('aggregate on a database')
    const pipeline =
      command.array('pipeline') ?? fail(40414, "BSON field 'aggregate.pipeline' is missing but a required field")
    const cursor =
      command.doc('cursor') ??
      fail(9, "The 'cursor' option is required, except for aggregate with the explain argument")
    for (const key of cursor.keys()) if (key !== 'batchSize') refuse(`the cursor option ${key}`)
    return cursors.open(command.namespace, results(command, catalog, pipeline), sizeOf(cursor))
  },
}

function sizeOf(cursor: Doc): number | undefined {
  const size = cursor.get('batchSize')
  return isNumeric(size) ? toNumber(size) : undefined
}

/** The stages in front that a plan answers (matches, then a sort) are asked of the collection. */
function results(command: Command, catalog: Catalog, pipeline: Value[]): Iterable<Uint8Array> {
  const stages = pipeline.map(stageOf)
  const matches = stages.findIndex(([name]) => name !== '$match')
  const until = matches < 0 ? stages.length : matches
  const sort = stages[until]?.[0] === '$sort' ? stages[until]?.[1] : undefined
  const rest = pipelineOf(
    pipeline.slice(until + (isDoc(sort) && sort.size > 0 ? 1 : 0)),
    foreignOf(command.db, catalog),
  )
  pipelineOf(pipeline.slice(0, until + 1), () => []) // so that their mistakes are told
  const filters = stages.slice(0, until).map(([, filter]) => filter)
  const filter = filterOf(
    filters.length === 1 ? (filters[0] as Doc) : new Map(filters.length > 1 ? [['$and', filters]] : []),
  )
  const collection = catalog.get(command.db, command.collection)
  const rows = collection ? selected(collection, filter, isDoc(sort) ? sort : undefined) : []
  const untouched = pipeline.length === until + (isDoc(sort) ? 1 : 0)
  if (untouched) return bytesOf(rows)
  return encoded(rest(countsOnly(pipeline.slice(until)) ? blanks(rows) : docsOf(rows)))
}

function* bytesOf(rows: Iterable<Row>): Generator<Uint8Array> {
  for (const { bytes } of rows) yield bytes
}

function* docsOf(rows: Iterable<Row>): Generator<Doc> {
  for (const { doc } of rows) yield doc
}

const BLANK: Doc = new Map()

/** Rows for stages that look at none of them. */
function* blanks(rows: Iterable<Row>): Generator<Doc> {
  for (const _ of rows) yield BLANK
}

function* encoded(docs: Iterable<Doc>): Generator<Uint8Array> {
  for (const doc of docs) yield encodeStored(doc)
}

const foreignOf =
  (db: string, catalog: Catalog): Foreign =>
  (name, field, values) => {
    const collection = catalog.get(db, name)
    if (!collection) return []
    const filter = parseFilter(new Map([[field, new Map([['$in', values]])]]))
    return [...docsOf(find(collection, filter).rows)]
  }
