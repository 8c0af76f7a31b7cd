import type { Row } from '../../projections/rows/row.ts'

/** A row as callers get it: the same fields, with `id` in the place of `_id`. */
export type Answer<R extends Row> = Omit<R, '_id'> & { id: string }

/** The row of a view as an answer. */
export function toAnswer<R extends Row>({ _id, ...row }: R): Answer<R> {
  return { id: _id, ...row } as unknown as Answer<R>
}
