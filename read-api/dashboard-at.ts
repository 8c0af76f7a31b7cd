import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import { changesOf, fold } from '../projections/fold.ts'
import type { DashboardRow } from '../projections/rows/figures.ts'
import type { PromotionRow } from '../projections/rows/promotions.ts'
import type { View } from '../projections/view.ts'
import { dashboards } from '../projections/views/dashboards.ts'
import type { QueryDeps } from './query.ts'
import { viewRows } from './read-model.ts'

const MAX_RUNS = 100

type Happened = Pick<RecordedEvent, 'type'> & { data: Record<string, unknown> & { at: string } }

/**
 * A promotion's figures as they were at an instant: the live view's own rules over what the streams of its runs and its
 * entries had recorded by then. Undefined before it was begun.
 *
 * @param at ISO instant
 */
export async function dashboardAt(
  deps: Pick<QueryDeps, 'db' | 'rows' | 'store'>,
  promotion: PromotionRow,
  at: string,
): Promise<DashboardRow | undefined> {
  const { _id: promotionId, merchantId, createdAt, position } = promotion
  const until = new Date(at).toISOString()
  const began: Happened = { type: 'PromotionCreated', data: { promotionId, merchantId, at: createdAt } }
  const happened = [began, ...(await ofRuns(deps, promotionId)), ...(await ofEntries(deps, promotion, until))]
    .filter(({ data }) => data.at <= until)
    .sort((a, b) => (a.data.at < b.data.at ? -1 : a.data.at > b.data.at ? 1 : 0))
  const events = happened.map((event, index) => ({ ...event, position: index })) as unknown as RecordedEvent[]
  const row = fold(new Map(), changesOf(dashboards as unknown as View, events)).get(promotionId)
  return row && ({ ...row, position } as DashboardRow)
}

/** What the channels said, from the streams themselves. */
async function ofRuns({ rows, store }: Pick<QueryDeps, 'rows' | 'store'>, promotionId: string): Promise<Happened[]> {
  const runs = await rows.list('distributions', { promotionId }, { sort: { requestedAt: -1, _id: 1 }, limit: MAX_RUNS })
  const stored = await Promise.all(runs.map(({ _id }) => store.readForAudit(`distribution-${_id}`)))
  return stored.flat() as unknown as Happened[]
}

/** Who entered, from the list of entries: a stream each would be a read each. Without names: only figures leave. */
async function ofEntries(
  { db }: Pick<QueryDeps, 'db'>,
  { _id: promotionId, merchantId }: PromotionRow,
  until: string,
): Promise<Happened[]> {
  const entries = await viewRows(db, 'entries')
  const found = entries
    .find({ merchantId, promotionId, at: { $lte: until } })
    .project<{ source: string; at: string }>({ _id: 0, source: 1, at: 1 })
  const happened: Happened[] = []
  for await (const { source, at } of found)
    happened.push({ type: 'EntrySubmitted', data: { promotionId, merchantId, source, at } })
  return happened
}
