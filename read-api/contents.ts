import { z } from 'zod'
import { Background, Lineage } from '../domain/content-events.ts'
import { ContentFacts, MediaFile, mediaPath, Piece, Style, Words } from '../domain/creative.ts'
import { Id } from '../domain/kernel.ts'
import { RingbackScript } from '../domain/ringback.ts'
import type { ContentRow } from '../projections/rows/contents.ts'
import { type Answer, toAnswer } from './answers/answer.ts'
import { at } from './answers/fields.ts'
import { ownPromotion, params } from './promotions.ts'
import { found, query, SHOP } from './query.ts'

const CreativeAnswer = z
  .object({
    state: z.enum(['waiting', 'made', 'failed']),
    round: z.int(),
    words: Words,
    changedAt: at,
    file: MediaFile.exactOptional(),
    lineage: Lineage.exactOptional(),
    code: z.string().exactOptional(),
    reason: z.string().exactOptional(),
    approved: z.string().exactOptional().describe('hash of the file that was approved'),
    path: z.string().exactOptional().describe('where the file is, below the origin'),
  })
  .meta({ id: 'Creative' })

const ContentAnswer = z
  .object({
    id: z.string(),
    merchantId: z.string(),
    position: z.int(),
    promotionId: z.string(),
    style: Style,
    facts: ContentFacts,
    model: z.string().describe('`local`, or the model that paints the background'),
    script: RingbackScript.describe('what callers hear, with its spoken length'),
    requestedAt: at,
    creatives: z.partialRecord(Piece, CreativeAnswer),
    background: Background.exactOptional(),
    skipped: z.object({ code: z.string(), reason: z.string() }).exactOptional(),
    approvedAt: at.exactOptional(),
    hashes: z.array(z.string()),
    published: z.array(z.string()).describe('hashes that anybody may see'),
  })
  .meta({ id: 'Content' }) satisfies z.ZodType<Answer<ContentRow>>

const MOST_CONTENTS = 50

/** The row with the address of each file. */
function answerOf(row: ContentRow): z.input<typeof ContentAnswer> {
  const creatives = Object.entries(row.creatives).map(([piece, creative]) => [
    piece,
    { ...creative, ...(creative.file ? { path: mediaPath(creative.file) } : {}) },
  ])
  return { ...toAnswer(row), creatives: Object.fromEntries(creatives) }
}

export const contentQueries = [
  query({
    name: 'ListContents',
    path: '/promotions/:id/contents',
    roles: SHOP,
    views: ['promotions', 'contents'],
    summary: 'The pictures that were made for a promotion, newest first: each with its file and what it was made of.',
    params,
    response: z.object({ items: z.array(ContentAnswer) }),
    problems: ['PROMOTION_NOT_FOUND'],
    run: async ({ rows }, { params: { id } }) => {
      await ownPromotion(rows, id)
      const newestFirst = { sort: { requestedAt: -1, _id: 1 } as const, limit: MOST_CONTENTS }
      return { items: (await rows.list('contents', { promotionId: id }, newestFirst)).map(answerOf) }
    },
  }),
  query({
    name: 'GetContent',
    path: '/contents/:id',
    roles: SHOP,
    views: ['contents'],
    summary: 'The pictures of one request.',
    params: z.strictObject({ id: Id.describe('`id` of the answer to request-content') }),
    response: ContentAnswer,
    problems: ['CONTENT_NOT_FOUND'],
    run: async ({ rows }, { params: { id } }) =>
      answerOf(found(await rows.one('contents', id), 'CONTENT_NOT_FOUND', 'There are no such pictures.')),
  }),
]
