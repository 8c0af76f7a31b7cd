import { z } from 'zod'
import { Source } from './channel.ts'
import { type Aggregate, commandsOf, type EventOf, evolveBy, Id, internal, personal, rule } from './kernel.ts'
import { PromotionStatus } from './promotion-state.ts'

/** `<promotionId>.<participantKey>` */
export const EntryId = z.string().regex(/^[\w-]{1,64}\.[\w-]{1,64}$/, 'id of an entry')

/** Whom the events after the first one are about. */
const of = {
  entryId: z.string(),
  promotionId: Id,
  merchantId: Id,
  /** Names the key of the personal fields: the entry's, with a number for who comes again after being erased. */
  participantKey: Id,
  at: z.iso.datetime(),
}

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
  /** Who was erased takes part again: one entry still, and nothing of what was erased comes back. */
  EntryRenewed: z.object({
    ...of,
    name: personal(z.string()),
    nameKey: internal(Id.optional()),
    phone: personal(z.string()),
    consentedAt: z.iso.datetime(),
  }),
  ParticipantErasureRequested: z.object({
    ...of,
    /** The same person's entries in other promotions of the shop, which are erased too. */
    others: internal(z.array(z.string())),
  }),
  /** The key is destroyed. */
  ParticipantErased: z.object(of),
}
export type EntryEvent = EventOf<typeof shapes>

interface Entered {
  merchantId: string
  promotionId: string
  /** The newest one. */
  participantKey: string
  /** How often the person has come. */
  times: number
  /** Keys that are to be destroyed and are not yet. */
  erasing: readonly string[]
}
export type EntryState = { status: 'none' } | ({ status: 'submitted' | 'erased' } & Entered)

const command = commandsOf<EntryState, EntryEvent>()

const SubmitEntry = command({
  summary:
    'Take part in a running promotion. A second entry of the same person changes nothing, unless the first was erased.',
  roles: ['public'],
  once: true,
  schema: shapes.EntrySubmitted.omit({ at: true, consentedAt: true }).extend({
    promotionStatus: PromotionStatus,
  }),
  decide: ({ promotionStatus, ...entry }, state, { now }) => {
    if (state.status === 'submitted') return []
    rule(promotionStatus === 'running', 'PROMOTION_NOT_RUNNING', 'This promotion takes no entries now.')
    if (state.status === 'none') return [{ type: 'EntrySubmitted', data: { ...entry, consentedAt: now, at: now } }]
    const { source: _, ...person } = entry
    const participantKey = `${person.participantKey}-${state.times + 1}`
    return [{ type: 'EntryRenewed', data: { ...person, participantKey, consentedAt: now, at: now } }]
  },
})

const EraseParticipant = command({
  summary:
    'Erase the name and phone number that a participant left, here and in the other promotions of the shop, for good. That somebody entered, when and from where stays, and so does a draw.',
  roles: ['owner', 'system'],
  schema: z.object({ entryId: EntryId, others: z.array(EntryId) }),
  decide: ({ entryId, others }, state, { now }) => {
    rule(state.status !== 'none', 'ENTRY_NOT_FOUND', 'There is no such entry.')
    if (state.status === 'erased') return []
    const { promotionId, merchantId, participantKey } = state
    const data = { entryId, promotionId, merchantId, participantKey, others, at: now }
    return [{ type: 'ParticipantErasureRequested', data }]
  },
})

const RecordParticipantErased = command({
  summary: 'Record that the key of a participant’s personal data was destroyed.',
  roles: ['system'],
  schema: z.object({ entryId: EntryId, participantKey: Id }),
  decide: ({ entryId, participantKey }, state, { now }) => {
    if (state.status === 'none' || !state.erasing.includes(participantKey)) return []
    const { promotionId, merchantId } = state
    return [{ type: 'ParticipantErased', data: { entryId, promotionId, merchantId, participantKey, at: now } }]
  },
})

type There = Exclude<EntryState, { status: 'none' }>
const change = (state: EntryState, changes: (there: There) => Partial<There>): EntryState =>
  state.status === 'none' ? state : { ...state, ...changes(state) }

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
    EntryRenewed: { v: 1, schema: shapes.EntryRenewed, public: true, subjectField: 'participantKey' },
    ParticipantErasureRequested: { v: 1, schema: shapes.ParticipantErasureRequested, public: true },
    ParticipantErased: { v: 1, schema: shapes.ParticipantErased, public: true },
  },
  commands: { SubmitEntry, EraseParticipant, RecordParticipantErased },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<EntryState, EntryEvent>({
    EntrySubmitted: (_, { merchantId, promotionId, participantKey }) => {
      return { status: 'submitted', merchantId, promotionId, participantKey, times: 1, erasing: [] }
    },
    EntryRenewed: (state, { participantKey }) =>
      change(state, ({ times }) => ({ status: 'submitted', participantKey, times: times + 1 })),
    ParticipantErasureRequested: (state, { participantKey }) =>
      change(state, ({ erasing }) => ({ status: 'erased', erasing: [...erasing, participantKey] })),
    ParticipantErased: (state, { participantKey }) =>
      change(state, ({ erasing }) => ({ erasing: erasing.filter((key) => key !== participantKey) })),
  }),
}
