import type { Filter } from 'mongodb'
import { z } from 'zod'
import type { Row } from '../projections/rows/row.ts'
import { type Answer, toAnswer } from './answers/answer.ts'
import { cursorOf } from './cursor.ts'
import { Limit } from './query.ts'
import type { TenantRows, ViewName, Views } from './read-model.ts'

/** A page of a list, with the cursor of the next one while there is one. */
export interface Page<R> {
  items: R[]
  next?: string
}

/** Schema of a page. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), next: z.string().exactOptional().describe('`cursor` of the next page') })

/**
 * Lists one view by keyset, newest first: by `field` downwards, then by `_id` upwards, as the view's index has it.
 *
 * @param view which view, and the cursor's name
 * @param field the instant or position by which the list is sorted
 * @param value schema of that field
 */
export function keyset<V extends ViewName>(view: V, field: keyof Views[V] & string, value: z.ZodType<string | number>) {
  const cursor = cursorOf(view, [value, z.string().max(200)])
  const shape = { cursor: cursor.schema.optional(), limit: Limit(50) }
  type Input = { cursor?: [string | number, string] | undefined; limit: number }

  async function list(rows: TenantRows, filter: Filter<Views[V]>, input: Input): Promise<Page<Answer<Views[V]>>> {
    const sort = { [field]: -1, _id: 1 } as const
    const all = { ...filter, ...after(field, input.cursor) } as Filter<Views[V]>
    const found = (await rows.list(view, all, { sort, limit: input.limit + 1 })) as (Views[V] & Row)[]
    const items = found.slice(0, input.limit)
    const last = found.length > items.length ? items.at(-1) : undefined
    const next = last && cursor.encode(last[field] as string | number, last._id)
    return { items: items.map((row) => toAnswer(row)), ...(next ? { next } : {}) }
  }
  return { shape, list }
}

/** What comes after the cursor; the first bound lets the index skip what was given already. */
const after = (field: string, cursor: [string | number, string] | undefined) =>
  cursor && {
    [field]: { $lte: cursor[0] },
    $or: [{ [field]: { $lt: cursor[0] } }, { [field]: cursor[0], _id: { $gt: cursor[1] } }],
  }
