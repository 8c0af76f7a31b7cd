import { kst } from '../event.ts'
import type { DayRow } from '../rows.ts'
import { upsert, type View } from '../view.ts'

/** A shop's entries by day, over all its promotions. */
export const days: View<DayRow> = {
  name: 'days',
  version: 1,
  indexes: [{ key: { merchantId: 1, date: -1 } }],
  on: {
    EntrySubmitted: ({ data: { merchantId, at } }) => {
      const { date } = kst(at)
      return [
        upsert<DayRow>(`${merchantId}_${date}`, { merchantId, date, entries: 0 }, (row) => ({
          ...row,
          entries: row.entries + 1,
        })),
      ]
    },
  },
}
