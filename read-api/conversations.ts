import type { Db } from 'mongodb'
import { z } from 'zod'
import { endOf, seqOf } from '../adapters/assistant/chunk-log.ts'
import { PACKS_MERCHANT } from '../domain/assistant-definition.ts'
import { Id } from '../domain/kernel.ts'
import { Citation, Draft, InterruptedWhy, OfflineWhy, ReplySource, ReplyUsage } from '../domain/reply.ts'
import type { ConversationRow, MessageRow } from '../projections/rows/conversations.ts'
import { toAnswer } from './answers/answer.ts'
import { at, count } from './answers/fields.ts'
import { keyset, pageOf } from './pages.ts'
import { found, query, WORKERS } from './query.ts'
import { type TenantRows, viewRows } from './read-model.ts'

const MAX_MESSAGES = 200
const row = { id: z.string(), merchantId: z.string(), position: z.int(), accountId: z.string() }

const Conversation = z
  .object({
    ...row,
    assistantId: z.string(),
    title: z.string(),
    startedAt: at,
    updatedAt: at,
    messages: count,
    turn: count,
    writing: z.boolean().describe('whether a reply is being written'),
    archived: z.boolean(),
  })
  .meta({ id: 'Conversation' })

const Message = z
  .object({
    ...row,
    conversationId: z.string(),
    by: z.enum(['person', 'assistant']),
    text: z.string().describe('Markdown; of a reply that is being written, what was said before it was continued'),
    at,
    order: count,
    status: z.enum(['writing', 'completed', 'interrupted']),
    turn: count.exactOptional(),
    endedAt: at.exactOptional(),
    why: InterruptedWhy.exactOptional(),
    code: z.string().exactOptional(),
    citations: z.array(Citation),
    sources: z.array(ReplySource).describe('screens that show the figures of the answer'),
    draft: Draft.exactOptional().describe('a promotion that the person may have made of it'),
    usage: ReplyUsage.exactOptional(),
    offline: OfflineWhy.exactOptional().describe('why the offline assistant answered instead of a model'),
    feedback: z.object({ helpful: z.boolean(), reason: z.string().exactOptional() }).exactOptional(),
    promotionId: z.string().exactOptional(),
  })
  .meta({ id: 'Message' })

const AssistantResult = z
  .object({
    ...{ id: z.string(), merchantId: z.string(), position: z.int() },
    assistantId: z.string(),
    assistantName: z.string(),
    model: z.string(),
    completed: count,
    interrupted: count,
    helpful: count,
    unhelpful: count,
    inputTokens: count,
    outputTokens: count,
    costUsd: z.number(),
    firstTokenMs: z.number().nullable().describe('mean time to the first word, milliseconds'),
  })
  .meta({ id: 'AssistantResult' })

const byUpdate = keyset('conversations', 'updatedAt', at)
const params = z.strictObject({ id: Id.describe('id of the conversation') })
const problems = ['CONVERSATION_NOT_FOUND'] as const

/** The person's own conversation of that id. Throws CONVERSATION_NOT_FOUND, also for a colleague's. */
export async function ownConversation(rows: TenantRows, accountId: string, id: string): Promise<ConversationRow> {
  const [row] = await rows.list('conversations', { _id: id, accountId }, { sort: { _id: 1 }, limit: 1 })
  return found(row, 'CONVERSATION_NOT_FOUND', 'There is no such conversation.')
}

const TITLE_CHARS = 80

/** A conversation is called after the first line of its first message, as far as a list has room for it. */
const withTitle = <R extends Pick<ConversationRow, 'title'>>(row: R): R => ({
  ...row,
  title: row.title.split('\n')[0]?.slice(0, TITLE_CHARS) ?? '',
})

const listOf = <T>(value: T[]): T[] => (Array.isArray(value) ? value : [])

/** Of a person who was erased, lists and drafts are marks as well: they are left out. */
const withLists = ({ draft, ...row }: MessageRow): MessageRow => ({
  ...row,
  citations: listOf(row.citations),
  sources: listOf(row.sources),
  ...(typeof draft === 'object' ? { draft } : {}),
})

/** Place from which the live stream has to be read by who has what the row says. */
export const liveFrom = ({ turn, writing }: ConversationRow): number => (writing ? seqOf(turn, 0) : endOf(turn))

/** Names of the assistants that the shop can have talked with. */
async function assistantNames(db: Db, merchantId: string): Promise<Map<string, string>> {
  const rows = await viewRows(db, 'assistants')
  const all = await rows.find({ merchantId: { $in: [merchantId, PACKS_MERCHANT] } }).toArray()
  return new Map(all.map(({ _id, latest, published }) => [_id, (published ?? latest).name]))
}

export const conversationQueries = [
  query({
    name: 'ListConversations',
    path: '/conversations',
    roles: WORKERS,
    notForThirdParties: true,
    views: ['conversations'],
    summary: "The caller's own conversations, the one last spoken in first.",
    querystring: z.strictObject({
      archived: z.enum(['true', 'false']).default('false'),
      ...byUpdate.shape,
    }),
    response: pageOf(Conversation),
    run: async ({ rows }, { query: { archived, ...page } }, { accountId }) => {
      const { items, ...rest } = await byUpdate.list(rows, { accountId, archived: archived === 'true' }, page)
      return { items: items.map(withTitle), ...rest }
    },
  }),
  query({
    name: 'GetConversation',
    path: '/conversations/:id',
    roles: WORKERS,
    notForThirdParties: true,
    views: ['conversations', 'messages'],
    summary: "One of the caller's own conversations with what was said, oldest first.",
    params,
    querystring: z.strictObject({
      before: z.coerce.number().int().min(0).optional().describe('`order` of a message: those before it'),
    }),
    response: z.object({
      conversation: Conversation,
      messages: z.array(Message),
      more: z.boolean().describe('whether there are older ones'),
      live: z.int().describe('`after` for the live stream, so that it goes on where this answer ends'),
    }),
    problems,
    run: async ({ rows }, { params: { id }, query: { before } }, { accountId }) => {
      const conversation = await ownConversation(rows, accountId, id)
      const older = before === undefined ? {} : { order: { $lt: before } }
      const filter = { conversationId: id, accountId, ...older }
      const newest = await rows.list('messages', filter, { sort: { order: -1 }, limit: MAX_MESSAGES + 1 })
      return {
        conversation: withTitle(toAnswer(conversation)),
        messages: newest
          .slice(0, MAX_MESSAGES)
          .reverse()
          .map((message) => toAnswer(withLists(message))),
        more: newest.length > MAX_MESSAGES,
        live: liveFrom(conversation),
      }
    },
  }),
  query({
    name: 'ListAssistantResults',
    path: '/assistant-results',
    roles: ['owner'],
    views: ['assistant_results', 'assistants'],
    summary: 'How often each assistant helped with each model, and what that took.',
    response: z.object({ items: z.array(AssistantResult) }),
    run: async ({ rows, db }) => {
      const own = await rows.list('assistant_results', {}, { sort: { assistantId: 1, model: 1 }, limit: MAX_MESSAGES })
      const names = await assistantNames(db, rows.merchantId)
      return {
        items: own.map(({ timed, firstTokenMs, ...row }) => ({
          ...toAnswer(row),
          assistantName: names.get(row.assistantId) ?? row.assistantId,
          firstTokenMs: timed > 0 ? Math.round(firstTokenMs / timed) : null,
        })),
      }
    },
  }),
]
