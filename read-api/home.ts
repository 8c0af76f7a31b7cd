import { z } from 'zod'
import { kst } from '../projections/event.ts'
import type { DistributionRow } from '../projections/rows/distributions.ts'
import type { NoticeRow, PromotionRow } from '../projections/rows/promotions.ts'
import { toAnswer } from './answers/answer.ts'
import { Shop } from './answers/people.ts'
import { Notice, Promotion } from './answers/promotions.ts'
import { NextAction, nextAction } from './next-action.ts'
import { found, query, SHOP } from './query.ts'
import type { TenantRows } from './read-model.ts'
import { sameWeekdays, usualEntries } from './usual-day.ts'

const MAX_PROMOTIONS = 50
const MAX_OVER = 5
const MAX_NOTICES = 10

const Home = z
  .object({
    shop: Shop,
    today: z.object({
      date: z.iso.date().describe('today in Korea'),
      entries: z.int().min(0),
      usual: z.number().nullable().describe('mean of this weekday over four weeks; null in the first week'),
    }),
    running: z.array(Promotion),
    scheduled: z.array(Promotion),
    drafts: z.array(Promotion),
    nextAction: NextAction.nullable(),
    notices: z.array(
      Notice.extend({ title: z.string().optional().describe('title of the promotion that it is about') }).meta({
        id: 'HomeNotice',
      }),
    ),
  })
  .meta({ id: 'Home' })
export type Home = z.output<typeof Home>

const newest = (rows: TenantRows, status: PromotionRow['status'], limit: number) =>
  rows.list('promotions', { status }, { sort: { createdAt: -1, _id: 1 }, limit })

async function entriesByDay(rows: TenantRows, now: string): Promise<Map<string, number>> {
  const dates = [kst(now).date, ...sameWeekdays(now)]
  const days = await rows.list('days', { date: { $in: dates } }, { sort: { date: -1 }, limit: dates.length })
  return new Map(days.map(({ date, entries }) => [date, entries]))
}

/** Newest distribution of each of the promotions. */
async function distributionsOf(rows: TenantRows, running: readonly PromotionRow[]): Promise<DistributionRow[]> {
  const ids = running.flatMap(({ distributionId }) => distributionId ?? [])
  if (ids.length === 0) return []
  return rows.list('distributions', { _id: { $in: ids } }, { sort: { requestedAt: -1, _id: 1 }, limit: ids.length })
}

/** Titles of the promotions that notices are about. */
async function titlesOf(rows: TenantRows, notices: readonly NoticeRow[]): Promise<Map<string, string | undefined>> {
  const ids = [...new Set(notices.flatMap(({ promotionId }) => promotionId ?? []))]
  if (ids.length === 0) return new Map()
  const found = await rows.list('promotions', { _id: { $in: ids } }, { sort: { _id: 1 }, limit: ids.length })
  return new Map(found.map(({ _id, title }) => [_id, title]))
}

function openNotices(rows: TenantRows, now: string): Promise<NoticeRow[]> {
  const hasBegun = { $or: [{ from: { $exists: false } }, { from: { $lte: now } }] }
  const isLeft = { $or: [{ until: { $exists: false } }, { until: { $gt: now } }] }
  const newestFirst = { sort: { position: -1 }, limit: MAX_NOTICES } as const
  return rows.list('notices', { open: true, $and: [hasBegun, isLeft] }, newestFirst)
}

async function readHome(rows: TenantRows, now: string): Promise<Home> {
  const [shop, entries, running, scheduled, drafts, over, notices] = await Promise.all([
    rows.one('merchants', rows.merchantId),
    entriesByDay(rows, now),
    newest(rows, 'running', MAX_PROMOTIONS),
    newest(rows, 'scheduled', MAX_PROMOTIONS),
    newest(rows, 'draft', MAX_PROMOTIONS),
    newest(rows, 'ended', MAX_OVER),
    openNotices(rows, now),
  ])
  const profile = found(shop, 'MERCHANT_NOT_FOUND', 'There is no such shop.')
  const [distributions, titles] = await Promise.all([distributionsOf(rows, running), titlesOf(rows, notices)])
  const { date } = kst(now)
  return {
    shop: toAnswer(profile),
    today: { date, entries: entries.get(date) ?? 0, usual: usualEntries(entries, now, profile.registeredAt) },
    running: running.map((row) => toAnswer(row)),
    scheduled: scheduled.map((row) => toAnswer(row)),
    drafts: drafts.map((row) => toAnswer(row)),
    nextAction: nextAction({ running, scheduled, drafts, over, distributions }, now),
    notices: notices.map((row) => {
      const title = titles.get(row.promotionId ?? '')
      return { ...toAnswer(row), ...(title ? { title } : {}) }
    }),
  }
}

export const homeQueries = [
  query({
    name: 'GetHome',
    path: '/home',
    roles: SHOP,
    views: ['merchants', 'days', 'promotions', 'distributions', 'notices'],
    summary: 'The first screen: today, what runs, what was begun, the one next action, notices.',
    response: Home,
    problems: ['MERCHANT_NOT_FOUND'],
    run: ({ rows, now }) => readHome(rows, now()),
  }),
]
