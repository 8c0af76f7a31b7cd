import { z } from 'zod'
import { ChannelId, Source } from '../domain/channel.ts'
import { ContentFacts, Piece, Style } from '../domain/creative.ts'
import { personal } from '../domain/kernel.ts'
import { Region, Trade } from '../domain/merchant.ts'
import { PostState } from '../domain/post.ts'
import { Criteria, Plan, Purpose, Trend, type Usage } from '../domain/recommendation.ts'
import type { DistributionRow, TargetRow } from '../projections/rows/distributions.ts'
import type { DashboardRow } from '../projections/rows/figures.ts'
import type { JobRow } from '../projections/rows/jobs.ts'
import type { MerchantRow } from '../projections/rows/people.ts'
import type { EntryRow, NoticeRow, PromotionRow, TimelineRow } from '../projections/rows/promotions.ts'
import type { Row } from '../projections/rows/row.ts'

/** A row as callers get it: the same fields, with `id` in the place of `_id`. */
export type Answer<R extends Row> = Omit<R, '_id'> & { id: string }

/** The row of a view as an answer. */
export function toAnswer<R extends Row>({ _id, ...row }: R): Answer<R> {
  return { id: _id, ...row } as unknown as Answer<R>
}

const row = { id: z.string(), merchantId: z.string(), position: z.int() }
const at = z.iso.datetime()
const count = z.int().min(0)
const text = z.string().exactOptional()
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

const Target = z
  .object({
    channel: ChannelId,
    state: PostState,
    attempts: count,
    startedAt: at,
    changedAt: at,
    settledAt: at.exactOptional(),
    postId: text,
    url: text,
    code: text,
    reason: text,
    heldUntil: at.exactOptional(),
    retryAt: at.exactOptional(),
    overdue: z.boolean().describe('a deadline has passed without an answer: a person should look'),
    text,
    imageUrl: text,
  })
  .meta({ id: 'Target' }) satisfies z.ZodType<TargetRow>

export const Distribution = z
  .object({
    ...row,
    promotionId: z.string(),
    requestedAt: at,
    targets: z.partialRecord(ChannelId, Target),
    settled: count,
    total: count,
  })
  .meta({ id: 'Distribution' }) satisfies z.ZodType<Answer<DistributionRow>>
export type Distribution = Answer<DistributionRow>

const AiUsage = z
  .object({
    provider: z.string(),
    model: z.string(),
    inputTokens: count,
    outputTokens: count,
    costUsd: z.number(),
    failedFirst: z.array(z.string()).describe('providers that failed before this one answered'),
  })
  .meta({ id: 'Usage' }) satisfies z.ZodType<Usage>

const JobResult = z.object({
  criteria: Criteria,
  trends: z.array(Trend),
  plans: z.array(Plan),
  usage: AiUsage.exactOptional(),
  cached: z.boolean(),
})

export const Job = z
  .object({
    ...row,
    kind: z.enum(['recommendation', 'distribution', 'content']),
    status: z.enum(['running', 'done', 'failed']),
    percent: z.number().min(0).max(100),
    step: z.string(),
    startedAt: at,
    finishedAt: at.exactOptional(),
    criteria: Criteria.exactOptional(),
    channels: z.partialRecord(ChannelId, z.boolean()).exactOptional(),
    pieces: z.partialRecord(Piece, z.boolean()).exactOptional(),
    result: JobResult.exactOptional(),
    error: z.object({ code: z.string(), reason: z.string() }).exactOptional(),
  })
  .meta({ id: 'Job' }) satisfies z.ZodType<Answer<JobRow>>
export type Job = Answer<JobRow>

const post = { reach: count, clicks: count, costWon: count }

export const Dashboard = z
  .object({
    ...row,
    entries: count,
    ...post,
    channels: z.partialRecord(Source, z.object({ ...post, entries: count })),
    posts: z.record(z.string(), z.partialRecord(ChannelId, z.object(post))),
    days: z.record(z.string(), count).describe('entries by date in Korea'),
    hours: z.record(z.string(), count).describe('entries by `<weekday 0-6>-<hour 0-23>` in Korea, Sunday is 0'),
    updatedAt: at,
  })
  .meta({ id: 'Dashboard' }) satisfies z.ZodType<Answer<DashboardRow>>
export type Dashboard = Answer<DashboardRow>

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

export const Shop = z
  .object({
    ...row,
    shopName: z.string(),
    trade: Trade,
    region: Region,
    businessNumber: z.string(),
    verification: z.enum(['verified', 'awaiting-confirmation']),
    ownerName: personal(z.string()),
    email: personal(z.string()),
    registeredAt: at,
  })
  .meta({ id: 'Shop' }) satisfies z.ZodType<Answer<MerchantRow>>
export type Shop = Answer<MerchantRow>

export const Colleague = z.object({
  accountId: z.string(),
  name: personal(z.string()),
  role: z.enum(['owner', 'staff', 'auditor', 'operator']),
  hasSecondFactor: z.boolean().describe('whether sign-in asks for a code beside the password'),
  closedAt: at.optional().describe('since when the account is closed'),
})
