import type { CreateIndexesOptions, IndexSpecification } from 'mongodb'
import type { EventType, Recorded } from './event.ts'
import type { Row } from './rows/row.ts'

/** A row before the runner gives it its id and its position. */
export type Fresh<R extends Row> = Omit<R, '_id' | 'position'>

/**
 * What one event does to one row, as data and a pure function: made from `fresh` when it is not there yet, then
 * given to `update`. An event changes a row once at most, and never one that a later event has changed already.
 */
export interface Change<R extends Row = Row> {
  id: string
  fresh?: Fresh<R>
  update?: (row: R) => R
}

/**
 * A read model as a value. A change to what its functions give needs the next `version`: it is then filled anew.
 * Personal fields of events come sealed, whatever their type says, and are only passed on.
 */
export interface View<R extends Row = Row> {
  name: string
  version: number
  indexes: { key: IndexSpecification; options?: CreateIndexesOptions }[]
  /** Never published: it holds what only its owner, or only sign-in, may read. */
  private?: boolean
  /** Its rows hold personal fields, sealed as they are in the log; whoever reads them opens them (`openRows`). */
  sealed?: true
  on: { [T in EventType]?: (event: Recorded<T>) => Change<R>[] }
}

/** Makes the row, unless it is there already. */
export const insert = <R extends Row>(id: string, fresh: Fresh<R>): Change<R> => ({ id, fresh })

/** Changes the row; nothing when there is none. */
export const update = <R extends Row>(id: string, change: (row: R) => R): Change<R> => ({ id, update: change })

/** Changes the row, which is made first when it is missing. */
export const upsert = <R extends Row>(id: string, fresh: Fresh<R>, change: (row: R) => R): Change<R> => ({
  id,
  fresh,
  update: change,
})

/** Collection of one version of a view. */
export const collectionName = ({ name, version }: Pick<View, 'name' | 'version'>): string => `${name}_v${version}`
