import { z } from 'zod'
import { ChannelId, Source } from '../../domain/channel.ts'
import { ContentFacts, Style } from '../../domain/creative.ts'
import { personal } from '../../domain/kernel.ts'
import { Plan, Purpose } from '../../domain/recommendation.ts'
import type { EntryRow, NoticeRow, PromotionRow, TimelineRow } from '../../projections/rows/promotions.ts'
import type { Answer } from './answer.ts'
import { at, count, row, text } from './fields.ts'

const Params = z.record(z.string(), z.union([z.string(), z.number()]))

export const PromotionStatus = z.enum(['draft', 'scheduled', 'running', 'ended', 'cancelled'])

export const Promotion = z
  .object({
    ...row,
    purpose: Purpose,
    status: PromotionStatus,
    phase: z.enum(['planning', 'images', 'publishing', 'running', 'draw', 'closed']),
    createdAt: at,
    updatedAt: at,
    title: text,
    prize: text,
    body: text,
    hashtags: z.array(z.string()),
    channels: z.array(ChannelId),
    startsAt: at.exactOptional(),
    endsAt: at.exactOptional(),
    launchedAt: at.exactOptional(),
    endedAt: at.exactOptional(),
    cancelReason: text,
    drawnAt: at.exactOptional(),
    winners: count.exactOptional(),
    pictures: z
      .object({ contentId: z.string(), style: Style, facts: ContentFacts, approvedAt: at, isCurrent: z.boolean() })
      .exactOptional()
      .describe('the approved pictures, and whether they still say what the promotion says'),
    recommendationId: text,
    plan: Plan.exactOptional(),
    distributionId: text.describe('the newest distribution'),
    entries: count,
    outOfDraw: count.exactOptional().describe('entries that were erased before a draw, and are not drawn from'),
  })
  .meta({ id: 'Promotion' }) satisfies z.ZodType<Answer<PromotionRow>>
export type Promotion = Answer<PromotionRow>

export const TimelineEntry = z
  .object({ ...row, promotionId: z.string(), at, type: z.string(), params: Params })
  .meta({ id: 'TimelineEntry' }) satisfies z.ZodType<Answer<TimelineRow>>
export type TimelineEntry = Answer<TimelineRow>

export const Notice = z
  .object({
    ...row,
    at,
    severity: z.enum(['info', 'attention', 'failure']),
    kind: z.string(),
    params: Params,
    open: z.boolean().describe('false once what it is about is settled'),
    from: at.exactOptional().describe('from when on it is to be shown, where that is not at once'),
    until: at.exactOptional().describe('when it ends by itself'),
    promotionId: text,
  })
  .meta({ id: 'Notice' }) satisfies z.ZodType<Answer<NoticeRow>>
export type Notice = Answer<NoticeRow>

export const Entry = z
  .object({
    ...row,
    promotionId: z.string(),
    name: personal(z.string()),
    phone: personal(z.string()),
    source: Source,
    at,
    erasedAt: at.exactOptional().describe('when the person was erased: name and phone show `[erased]`'),
    won: count.exactOptional().describe('place in the draw, from 1'),
  })
  .meta({ id: 'Entry' }) satisfies z.ZodType<Omit<Answer<EntryRow>, 'nameKey'>>
export type Entry = Answer<EntryRow>
