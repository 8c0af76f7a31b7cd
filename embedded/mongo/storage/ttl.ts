import type { Value } from '../bson/values.ts'
import { parseFilter } from '../query/filter.ts'
import type { Catalog } from './catalog.ts'
import { find } from './scan.ts'

export const TTL_BATCH = 1000

/** Removes what TTL indexes say has expired, at most a batch per index so that nobody waits long. */
export function sweepExpired(catalog: Catalog, now = Date.now()): number {
  let removed = 0
  for (const collection of catalog.all())
    for (const { options, fields } of collection.indexes) {
      const [field] = fields
      if (options.expireAfterSeconds === undefined || !field) continue
      const expired = new Date(now - options.expireAfterSeconds * 1000)
      const wanted: Map<string, Value> = new Map([[field.path, new Map([['$lte', expired]])]])
      const filter = parseFilter(
        options.partial ? new Map<string, Value>([['$and', [wanted, options.partial.spec]]]) : wanted,
      )
      const batch = []
      for (const row of find(collection, filter).rows) if (batch.push(row) >= TTL_BATCH) break
      for (const row of batch) collection.remove(row)
      removed += batch.length
    }
  return removed
}
