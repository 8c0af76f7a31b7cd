import { z } from 'zod'
import { Source } from '../domain/channel.ts'
import { EntryId } from '../domain/entry.ts'
import { Phone } from '../domain/phone.ts'
import type { EntryRow } from '../projections/rows/promotions.ts'
import { type Answer, toAnswer } from './answers/answer.ts'
import { Entry } from './answers/promotions.ts'
import { entriesOfPerson } from './entries-of-person.ts'
import { keyset, pageOf } from './pages.ts'
import { ownPromotion, params } from './promotions.ts'
import { query, WORKERS } from './query.ts'

const byInstant = keyset('entries', 'at', z.iso.datetime())
const MAX_WINNERS = 1_000
const problems = ['PROMOTION_NOT_FOUND'] as const

/** The keyed hash of a name is for our own look-ups only. */
const withoutKey = ({ nameKey: _, ...entry }: Answer<EntryRow>) => entry

export const entryQueries = [
  query({
    name: 'ListEntries',
    path: '/promotions/:id/entries',
    roles: WORKERS,
    views: ['promotions', 'entries'],
    summary: 'Who takes part, newest first. Personal data: only for those who work in the shop.',
    params,
    querystring: z.strictObject({
      source: Source.optional().describe('those who came from there only'),
      entry: EntryId.optional().describe('the entry of that id only'),
      ...byInstant.shape,
    }),
    response: pageOf(Entry),
    problems,
    run: async ({ rows }, { params: { id }, query: { source, entry, ...page } }) => {
      await ownPromotion(rows, id)
      const which = { promotionId: id, ...(source ? { source } : {}), ...(entry ? { _id: entry } : {}) }
      const { items, ...rest } = await byInstant.list(rows, which, page)
      return { items: items.map(withoutKey), ...rest }
    },
  }),
  query({
    name: 'FindEntry',
    path: '/promotions/:id/entries/find',
    roles: WORKERS,
    views: ['promotions', 'entries'],
    summary: 'The entry of the person with a phone number, if there is one. Who was erased is not found.',
    params,
    body: z.strictObject({ phone: Phone.describe('the whole mobile number, with or without dashes or `+82`') }),
    response: z.object({ entry: Entry.exactOptional() }),
    problems,
    run: async ({ rows, entryIdOf }, { params: { id }, body: { phone } }) => {
      await ownPromotion(rows, id)
      const [row] = await entriesOfPerson(rows, [entryIdOf(id, phone)], phone)
      return row ? { entry: withoutKey(toAnswer(row)) } : {}
    },
  }),
  query({
    name: 'ListWinners',
    path: '/promotions/:id/winners',
    roles: WORKERS,
    views: ['promotions', 'entries'],
    summary: 'Who won, in the order of the draw. Personal data: only for those who work in the shop.',
    params,
    response: z.object({ items: z.array(Entry) }),
    problems,
    run: async ({ rows }, { params: { id } }) => {
      await ownPromotion(rows, id)
      const winners = await rows.list(
        'entries',
        { promotionId: id, won: { $exists: true } },
        { sort: { won: 1 }, limit: MAX_WINNERS },
      )
      return { items: winners.map((row) => withoutKey(toAnswer(row))) }
    },
  }),
]
