import type { Collection, Db, Filter, Sort } from 'mongodb'
import { openRows, type SubjectKeys } from '../adapters/event-store/personal-data.ts'
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
import type { AuthorizationRow, ColleagueRow, MerchantRow } from '../projections/rows/people.ts'
import type { EntryRow, NoticeRow, PromotionRow, TimelineRow } from '../projections/rows/promotions.ts'
import { views } from '../projections/views.ts'

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
  authorizations: AuthorizationRow
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

/** The collection of a view; personal fields in it are sealed. */
export const viewRows = <V extends ViewName>(db: Db, view: V): Promise<Collection<Views[V]>> =>
  activeCollection<Views[V]>(db, view)

/** Where rows are, and the keys of the people in them. */
export interface RowSource {
  db: Db
  keys: Pick<SubjectKeys, 'find'>
}

const SEALED = new Set(views.filter(({ sealed }) => sealed).map(({ name }) => name))

/** The rows of one merchant, opened: of whoever was erased they say so. */
export function tenantRows({ db, keys }: RowSource, merchantId: string): TenantRows {
  const own = <V extends ViewName>(filter: Filter<Views[V]>) => ({ ...filter, merchantId }) as Filter<Views[V]>
  const opened = async <V extends ViewName>(view: V, found: Views[V][]) =>
    SEALED.has(view) ? openRows(keys, found) : found
  return {
    merchantId,
    one: async (view, id) => {
      const rows = await viewRows(db, view)
      const row = await rows.findOne(own({ _id: id } as never))
      return row ? (await opened(view, [row as never]))[0] : undefined
    },
    list: async (view, filter, { sort, limit }) => {
      const rows = await viewRows(db, view)
      return opened(view, (await rows.find(own(filter)).sort(sort).limit(limit).toArray()) as never)
    },
  }
}

/** How far those views are, and as of when. */
export async function progressOf(db: Db, views: readonly ViewName[]): Promise<{ position: number; asOf: string }> {
  const { position, asOf } = await readModelPosition(db, views)
  return { position, asOf }
}
