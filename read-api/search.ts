import { z } from 'zod'
import type { Actor } from '../adapters/http/auth.ts'
import { passageId } from '../adapters/knowledge/passage.ts'
import { Phone } from '../domain/phone.ts'
import type { AssistantRow } from '../projections/rows/assistants.ts'
import { toAnswer } from './answers/answer.ts'
import { CatalogueItem, KnowledgeItem } from './answers/assistants.ts'
import { Entry, Promotion } from './answers/promotions.ts'
import { usableAssistants } from './assistant-access.ts'
import { entriesOfPerson, possibleEntries } from './entries-of-person.ts'
import { type QueryDeps, query, SHOP, WORKERS } from './query.ts'
import type { TenantRows } from './read-model.ts'
import { pattern, words } from './words.ts'

/** How many of a kind are given. */
const MOST = 6
const MAX_ASSISTANTS = 200

const FoundPromotion = Promotion.pick({ id: true, title: true, prize: true, status: true })
const FoundAssistant = CatalogueItem.pick({ id: true, name: true, description: true, english: true })
  .extend({ usable: z.boolean().describe('whether one may ask it; else one makes it') })
  .meta({ id: 'FoundAssistant' })
type FoundAssistant = z.output<typeof FoundAssistant>
const FoundDocument = KnowledgeItem.pick({ id: true, title: true, status: true }).extend({
  passageId: z.string().exactOptional().describe('where it begins, once it has been read'),
  assistant: FoundAssistant,
})
type FoundDocument = z.output<typeof FoundDocument>
const FoundEntry = Entry.pick({ id: true, promotionId: true, phone: true, at: true, won: true }).extend({
  title: FoundPromotion.shape.title.describe('of the promotion'),
})
/** What a search gives. */
export const Found = z.object({
  promotions: z.array(FoundPromotion),
  entries: z
    .array(FoundEntry)
    .describe('of the person whose phone number the words are, for those who may see entries'),
  assistants: z.array(FoundAssistant),
  documents: z.array(FoundDocument),
})

/** What is searched of an assistant: as it is given, under every name it has for who asks. */
interface Searched {
  assistant: FoundAssistant
  names: string[]
  about: string[]
  documents: (FoundDocument & { addedAt: string })[]
}

/** The same text is written in more than one way; files from a Mac come with Hangul in pieces. */
const plain = (text: string) => text.normalize('NFC').toLowerCase()

/** Those that hold the words: first where a name begins with them, then where one holds them, each in their order. */
function ranked<T>(items: readonly T[], sought: string, textsOf: (item: T) => { names: string[]; about?: string[] }) {
  const begins = (text: string) => plain(text).startsWith(sought)
  const holds = (text: string) => plain(text).includes(sought)
  const found = [
    items.filter((item) => textsOf(item).names.some(begins)),
    items.filter((item) => textsOf(item).names.some(holds)),
    items.filter((item) => textsOf(item).about?.some(holds)),
  ]
  return [...new Set(found.flat())].slice(0, MOST)
}

async function promotionsWith(rows: TenantRows, q: string) {
  const newest = { sort: { createdAt: -1, _id: 1 }, limit: MOST } as const
  const ranks = [{ title: pattern(q, '^') }, { title: pattern(q) }, { prize: pattern(q) }]
  const found = await Promise.all(ranks.map((rank) => rows.list('promotions', rank, newest)))
  const each = new Map(found.flat().map((row) => [row._id, row]))
  return [...each.values()].slice(0, MOST).map((row) => FoundPromotion.parse(toAnswer(row)))
}

/** What the person with a phone number has entered, newest first. */
async function entriesWith({ db, rows, entryIdOf }: QueryDeps, phone: string) {
  const possible = await possibleEntries(db, rows.merchantId, (promotionId) => entryIdOf(promotionId, phone))
  const entries = await entriesOfPerson(rows, possible, phone)
  if (entries.length === 0) return []
  const _id = { $in: entries.map(({ promotionId }) => promotionId) }
  const promotions = await rows.list('promotions', { _id }, { sort: { _id: 1 }, limit: entries.length })
  const titles = new Map(promotions.map(({ _id, title }) => [_id, title]))
  return entries.map((row) => {
    const title = titles.get(row.promotionId)
    return FoundEntry.parse({ ...toAnswer(row), ...(title === undefined ? {} : { title }) })
  })
}

/** The assistants that someone may use or makes, the last changed first. */
async function assistantsOf({ db, rows }: QueryDeps, actor: Actor): Promise<Searched[]> {
  const newest = { sort: { updatedAt: -1, _id: 1 }, limit: MAX_ASSISTANTS } as const
  const [usable, made] = await Promise.all([
    usableAssistants(db, actor, MAX_ASSISTANTS),
    actor.role === 'owner' ? rows.list('assistants', {}, newest) : [],
  ])
  const isUsable = new Set(usable.map(({ _id }) => _id))
  const isMade = new Set(made.map(({ _id }) => _id))
  const all = [...new Map([...usable, ...made].map((row) => [row._id, row])).values()]
  return all
    .toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
    .map((row) => searchedOf(row, isUsable.has(row._id), isMade.has(row._id)))
}

function searchedOf(row: AssistantRow, usable: boolean, isMade: boolean): Searched {
  const used = usable ? row.published : undefined
  const { name, description, english } = used ?? row.latest
  const assistant = { id: row._id, name, description, usable, ...(english ? { english } : {}) }
  const own = isMade ? [row.latest] : []
  const readable = new Set([...(used?.knowledgeIds ?? []), ...own.flatMap(({ knowledgeIds }) => knowledgeIds)])
  const documents = Object.entries(row.documents).map(([id, { title, status, addedAt }]) => {
    const begins = status === 'ready' && readable.has(id) ? { passageId: passageId(id, 1) } : {}
    return { id, title, status, addedAt, ...begins, assistant }
  })
  return {
    assistant,
    names: [name, ...own.map((version) => version.name), ...(english ? [english.name] : [])],
    about: [description, ...(english ? [english.description] : [])],
    // Who only uses it sees the documents that it answers from.
    documents: isMade ? documents : documents.filter((document) => document.passageId !== undefined),
  }
}

/**
 * One search over what somebody may see. What is sealed is left out: titles of conversations and the names of people
 * cannot be looked for in the database (decision 24), and opening all of them for every letter would cost too much.
 * A whole phone number can, by the id that it gives an entry; so what is looked for comes in the body.
 */
export const searchQueries = [
  query({
    name: 'Search',
    path: '/search',
    roles: SHOP,
    views: ['promotions', 'assistants', 'entries'],
    summary:
      'Promotions, assistants and their documents that one may see and that hold the words: first what begins with them, then the newest. And the entries of a person, by the whole phone number.',
    body: z.strictObject({
      q: words(100).normalize('NFC').describe('words of a title, a name, a prize; or a phone number'),
    }),
    response: Found,
    run: async (deps, { body: { q } }, actor) => {
      const { data: phone } = Phone.safeParse(q)
      const [promotions, entries, searched] = await Promise.all([
        // No number goes into a filter in the clear: a database logs those that are slow.
        phone ? [] : promotionsWith(deps.rows, q),
        phone && WORKERS.includes(actor.role) ? entriesWith(deps, phone) : [],
        assistantsOf(deps, actor),
      ])
      const all = searched.flatMap(({ documents }) => documents).toSorted((a, b) => (a.addedAt < b.addedAt ? 1 : -1))
      const documents = ranked(all, plain(q), ({ title }) => ({ names: [title] }))
      return {
        promotions,
        entries,
        assistants: ranked(searched, plain(q), (each) => each).map(({ assistant }) => assistant),
        documents: documents.map(({ addedAt: _, ...document }) => document),
      }
    },
  }),
]
