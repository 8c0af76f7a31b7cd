import { kst } from '../event.ts'
import type { DayRow } from '../rows/figures.ts'
import { upsert, type View } from '../view.ts'

const more = <K extends string>(counts: Partial<Record<K, number>>, key: K) => ({
  ...counts,
  [key]: (counts[key] ?? 0) + 1,
})

/** A shop's entries by day, over all its promotions, and where they came from. */
export const days: View<DayRow> = {
  name: 'days',
  version: 2,
  indexes: [{ key: { merchantId: 1, date: -1 } }],
  on: {
    EntrySubmitted: ({ data: { merchantId, promotionId, source, at } }) => {
      const { date } = kst(at)
      return [
        upsert<DayRow>(
          `${merchantId}_${date}`,
          { merchantId, date, entries: 0, channels: {}, promotions: {} },
          (row) => ({
            ...row,
            entries: row.entries + 1,
            channels: more(row.channels, source),
            promotions: more(row.promotions, promotionId),
          }),
        ),
      ]
    },
  },
}
