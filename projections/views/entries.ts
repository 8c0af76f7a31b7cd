import type { EntryRow } from '../rows.ts'
import { insert, type View } from '../view.ts'

/** Who takes part in a promotion. */
export const entries: View<EntryRow> = {
  name: 'entries',
  version: 1,
  private: true,
  indexes: [{ key: { merchantId: 1, promotionId: 1, at: -1, _id: 1 } }],
  on: {
    EntrySubmitted: ({ data: { entryId, merchantId, promotionId, name, phone, source, at } }) => [
      insert<EntryRow>(entryId, { merchantId, promotionId, name, phone, source, at }),
    ],
  },
}
