import { z } from 'zod'
import { ERASED } from '../../adapters/event-store/personal-data.ts'
import { EntryId, entry } from '../../domain/entry.ts'
import { rule } from '../../domain/kernel.ts'
import { foldState, preparation } from '../preparation.ts'

/** Finds the person's other entries in the shop while the phone number can still be read. */
export const eraseParticipant = preparation({
  input: z.object({ entryId: EntryId }),
  prepare: async ({ entryId }, { store, services, actor }) => {
    const { events } = await store.readStream(`entry-${entryId}`)
    const state = foldState(entry, events)
    const isSystem = actor.role === 'system'
    const isOwn = state.status !== 'none' && (isSystem || state.merchantId === actor.merchantId)
    rule(isOwn, 'ENTRY_NOT_FOUND', 'There is no such entry.')
    const phone = events.findLast(({ data }) => data.phone !== undefined)?.data.phone
    // The system asks for one entry after another; of them all it has been told.
    if (isSystem || typeof phone !== 'string' || phone === ERASED) return { entryId, others: [] }
    const all = await services.entriesOf({ merchantId: state.merchantId, phone }, events.at(-1)?.position ?? -1)
    return { entryId, others: all.filter((other) => other !== entryId) }
  },
})
