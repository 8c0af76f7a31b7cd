import { randomUUID } from 'node:crypto'
import type { Collection } from 'mongodb'

/** What one call may cost, held back from a shop's budget until its cost stands in the read model. */
export interface Hold {
  month: string
  /** US dollars at most. */
  usd: number
  /** Milliseconds since the epoch; who has not answered by then is dead, and its hold counts no more. */
  until: number
  /** Where the last record of the call stands in the log, once it does. */
  position?: number
}

/** `_id` is the merchant id. */
export interface HoldsRow {
  _id: string
  holds: Record<string, Hold>
}

/** What calls under way may cost, of all processes together. */
export interface BudgetHolds {
  /** Adds a hold, and gives all of the shop's as they stand with it; no other process comes in between. */
  place(merchantId: string, hold: Hold): Promise<{ id: string; all: Record<string, Hold> }>
  /** Says where the call is recorded and what it cost in the end, which is all that is held from then on. */
  recorded(merchantId: string, id: string, record: { position: number; usd: number }): Promise<void>
  remove(merchantId: string, ids: readonly string[]): Promise<void>
}

/** One document for each shop, changed by single updates only: nothing has to be locked. */
export function openBudgetHolds(rows: Collection<HoldsRow>): BudgetHolds {
  return {
    async place(merchantId, hold) {
      const id = randomUUID()
      const placed = { $set: { [`holds.${id}`]: hold } }
      const row = await rows.findOneAndUpdate({ _id: merchantId }, placed, { upsert: true, returnDocument: 'after' })
      return { id, all: row?.holds ?? { [id]: hold } }
    },
    async recorded(merchantId, id, { position, usd }) {
      const path = `holds.${id}`
      // What was removed in the meantime must not come back in part.
      const changed = { [`${path}.position`]: position, [`${path}.usd`]: usd }
      await rows.updateOne({ _id: merchantId, [path]: { $exists: true } }, { $set: changed })
    },
    async remove(merchantId, ids) {
      if (ids.length === 0) return
      await rows.updateOne({ _id: merchantId }, { $unset: Object.fromEntries(ids.map((id) => [`holds.${id}`, ''])) })
    },
  }
}

/**
 * What calls may still cost in a month, in US dollars, and which holds are over.
 *
 * @param at the month, the present (ms since the epoch), and how far the read model is
 */
export function heldIn(holds: Record<string, Hold>, at: { month: string; now: number; position: number }) {
  const { month, now, position } = at
  const isOver = (hold: Hold) => hold.until < now || (hold.position ?? Number.POSITIVE_INFINITY) <= position
  const open = Object.values(holds).filter((hold) => !isOver(hold) && hold.month === month)
  const gone = Object.keys(holds).filter((id) => isOver(holds[id] as Hold))
  return { promised: open.reduce((sum, { usd }) => sum + usd, 0), gone }
}
