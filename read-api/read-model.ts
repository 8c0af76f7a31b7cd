import type { Collection, Db, Filter, Sort } from 'mongodb'
import { activeCollection } from '../projections/active.ts'
import { readModelPosition } from '../projections/positions.ts'
import type { AiBudgetRow, ModelUsageRow } from '../projections/rows/ai-usage.ts'
import type {
  AssistantResultRow,
  AssistantRow,
  AssistantVersionRow,
  ConsultationRow,
} from '../projections/rows/assistants.ts'
import type { ContentRow } from '../projections/rows/contents.ts'
import type { ConversationRow, MessageRow } from '../projections/rows/conversations.ts'
import type { DistributionRow } from '../projections/rows/distributions.ts'
import type { DashboardRow, DayRow } from '../projections/rows/figures.ts'
import type { JobRow } from '../projections/rows/jobs.ts'
import type { ColleagueRow, MerchantRow } from '../projections/rows/people.ts'
import type { EntryRow, NoticeRow, PromotionRow, TimelineRow } from '../projections/rows/promotions.ts'

/** The views that queries may read; what sign-in needs (`accounts`) is not among them. */
export interface Views {
  promotions: PromotionRow
  distributions: DistributionRow
  contents: ContentRow
  jobs: JobRow
  dashboards: DashboardRow
  days: DayRow
  timeline: TimelineRow
  notices: NoticeRow
  entries: EntryRow
  merchants: MerchantRow
  colleagues: ColleagueRow
  consultations: ConsultationRow
  assistants: AssistantRow
  assistant_versions: AssistantVersionRow
  conversations: ConversationRow
  messages: MessageRow
  assistant_results: AssistantResultRow
  model_usage: ModelUsageRow
  ai_budgets: AiBudgetRow
}
export type ViewName = keyof Views

export interface ListOptions {
  sort: Sort
  limit: number
}

/** The rows of one merchant. The tenant is part of every query it sends, so no caller can leave it out. */
export interface TenantRows {
  merchantId: string
  one<V extends ViewName>(view: V, id: string): Promise<Views[V] | undefined>
  list<V extends ViewName>(view: V, filter: Filter<Views[V]>, options: ListOptions): Promise<Views[V][]>
}

export const viewRows = <V extends ViewName>(db: Db, view: V): Promise<Collection<Views[V]>> =>
  activeCollection<Views[V]>(db, view)

/** The rows of one merchant. */
export function tenantRows(db: Db, merchantId: string): TenantRows {
  const own = <V extends ViewName>(filter: Filter<Views[V]>) => ({ ...filter, merchantId }) as Filter<Views[V]>
  return {
    merchantId,
    one: async (view, id) => {
      const rows = await viewRows(db, view)
      return ((await rows.findOne(own({ _id: id } as never))) ?? undefined) as never
    },
    list: async (view, filter, { sort, limit }) => {
      const rows = await viewRows(db, view)
      return (await rows.find(own(filter)).sort(sort).limit(limit).toArray()) as never
    },
  }
}

/** How far those views are, and as of when. */
export async function progressOf(db: Db, views: readonly ViewName[]): Promise<{ position: number; asOf: string }> {
  const { position, asOf } = await readModelPosition(db, views)
  return { position, asOf: asOf.toISOString() }
}
