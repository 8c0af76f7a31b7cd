import { ERASED } from '../../adapters/event-store/personal-data.ts'
import { type EntryRow, NO_KEY } from '../rows/promotions.ts'
import { insert, update, type View } from '../view.ts'

/** Who takes part in a promotion. */
export const entries: View<EntryRow> = {
  name: 'entries',
  version: 2,
  private: true,
  sealed: true,
  indexes: [
    { key: { merchantId: 1, promotionId: 1, at: -1, _id: 1 } },
    // Names are masked before a model sees a text, and so looked up by the keys of the words in it.
    { key: { merchantId: 1, nameKey: 1 } },
    {
      key: { merchantId: 1, promotionId: 1, won: 1 },
      options: { partialFilterExpression: { won: { $exists: true } } },
    },
  ],
  on: {
    EntrySubmitted: ({ data: { entryId, merchantId, promotionId, name, nameKey = NO_KEY, phone, source, at } }) => [
      insert<EntryRow>(entryId, { merchantId, promotionId, name, nameKey, phone, source, at }),
    ],
    // Told by the event, and not by the missing key alone: another process may remember the key for a while.
    ParticipantErasureRequested: ({ data: { entryId, at } }) => [
      update<EntryRow>(entryId, (row) => ({ ...row, name: ERASED, phone: ERASED, erasedAt: at })),
    ],
    EntryRenewed: ({ data: { entryId, name, nameKey = NO_KEY, phone } }) => [
      update<EntryRow>(entryId, ({ erasedAt: _, ...row }) => ({ ...row, name, nameKey, phone })),
    ],
    WinnersDrawn: ({ data: { winners } }) =>
      winners.map((entryId, index) => update<EntryRow>(entryId, (row) => ({ ...row, won: index + 1 }))),
  },
}
