import { updatePipeline } from '../aggregate/pipeline.ts'
import type { Reply } from '../bson/encode.ts'
import type { Doc } from '../bson/values.ts'
import { fail } from '../errors.ts'
import { parseProjection } from '../query/projection.ts'
import { sortFields } from '../query/sort.ts'
import { parseUpdate } from '../update/update.ts'
import type { Command, Handler } from './command.ts'
import { firstOf, lazily } from './documents.ts'
import { changeRow, insertUpsert } from './modify.ts'
import { filterOf, selected } from './read.ts'

interface Outcome {
  before?: Doc
  after?: Doc
  upserted?: Doc
}

export const findAndModify: Handler = {
  fields: ['query', 'sort', 'remove', 'update', 'new', 'fields', 'upsert', 'arrayFilters', 'bypassDocumentValidation'],
  run(command, { catalog }) {
    const remove = command.bool('remove', false)
    const project = parseProjection(command.doc('fields'))
    checkOptions(command, remove)
    const outcome = modifyOne(command, remove, lazily(catalog, command))
    const { before, after, upserted } = outcome
    const wanted = remove || !command.bool('new', false) ? before : (after ?? upserted)
    const lastErrorObject: Reply = { n: before || upserted ? 1 : 0 }
    if (!remove) lastErrorObject.updatedExisting = before !== undefined
    if (upserted) lastErrorObject.upserted = upserted.get('_id')
    return { lastErrorObject, value: wanted ? (project ? project(wanted) : wanted) : null }
  },
}

function checkOptions(command: Command, remove: boolean): void {
  sortFields(command.doc('sort') ?? new Map())
  if (remove === command.body.has('update')) fail(9, 'Either an update or remove=true must be specified')
  if (remove && command.bool('upsert', false)) fail(9, 'Cannot specify both upsert=true and remove=true')
  if (remove && command.bool('new', false))
    fail(9, "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document")
}

function modifyOne(command: Command, remove: boolean, collection: ReturnType<typeof lazily>): Outcome {
  const filter = filterOf(command.doc('query'))
  const update = remove
    ? undefined
    : parseUpdate(command.body.get('update') ?? null, command.array('arrayFilters') ?? [], updatePipeline)
  const { existing } = collection
  const [row] = existing ? firstOf(selected(existing, filter, command.doc('sort'))) : []
  if (row && existing) {
    if (update) return { before: row.doc, after: changeRow(existing, row, filter, update) ?? row.doc }
    existing.remove(row)
    return { before: row.doc }
  }
  return update && command.bool('upsert', false) ? { upserted: insertUpsert(collection, filter, update) } : {}
}
