import { z } from 'zod'
import { Source } from './channel.ts'
import { type Aggregate, commandsOf, type EventOf, evolveBy, Id, internal, personal, rule } from './kernel.ts'
import { PromotionStatus } from './promotion-state.ts'

const shapes = {
  EntrySubmitted: z.object({
    /** `<promotionId>.<participantKey>` */
    entryId: z.string(),
    promotionId: Id,
    merchantId: Id,
    /** Keyed hash of the phone number: one entry a person, without the number in any name. */
    participantKey: Id,
    name: personal(z.string()),
    /** Keyed hash of the name, to find it in a text unopened; entries recorded before version 2 have none. */
    nameKey: internal(Id.optional()),
    phone: personal(z.string()),
    source: Source,
    consentedAt: z.iso.datetime(),
    at: z.iso.datetime(),
  }),
}
export type EntryEvent = EventOf<typeof shapes>
export type EntryState = { status: 'none' } | { status: 'submitted'; merchantId: string }

const command = commandsOf<EntryState, EntryEvent>()

const SubmitEntry = command({
  summary: 'Take part in a running promotion. A second entry of the same person changes nothing.',
  roles: ['public'],
  once: true,
  schema: shapes.EntrySubmitted.omit({ at: true, consentedAt: true }).extend({
    promotionStatus: PromotionStatus,
  }),
  decide: ({ promotionStatus, ...entry }, state, { now }) => {
    if (state.status === 'submitted') return []
    rule(promotionStatus === 'running', 'PROMOTION_NOT_RUNNING', 'This promotion takes no entries now.')
    return [{ type: 'EntrySubmitted', data: { ...entry, consentedAt: now, at: now } }]
  },
})

/** One person's participation in one promotion; a stream of its own, so a popular promotion has no hot stream. */
export const entry: Aggregate<EntryState, EntryEvent> = {
  name: 'entry',
  idField: 'entryId',
  initial: { status: 'none' },
  events: {
    EntrySubmitted: {
      v: 2,
      schema: shapes.EntrySubmitted,
      public: true,
      subjectField: 'participantKey',
      // The name is sealed: no key can be made of it here.
      upcast: { 1: (data) => data },
    },
  },
  commands: { SubmitEntry },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<EntryState, EntryEvent>({
    EntrySubmitted: (_, { merchantId }) => ({ status: 'submitted', merchantId }),
  }),
}
