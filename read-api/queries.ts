import { aiUsageQueries } from './ai-usage.ts'
import { assistantQueries } from './assistants.ts'
import { auditQueries } from './audit.ts'
import { catalogueQueries } from './catalogue.ts'
import { consultationQueries } from './consultations.ts'
import { contentQueries } from './contents.ts'
import { conversationQueries } from './conversations.ts'
import { distributionQueries } from './distributions.ts'
import { entryQueries } from './entries.ts'
import { eventQueries } from './events.ts'
import { homeQueries } from './home.ts'
import { jobQueries } from './jobs.ts'
import { meQueries } from './me.ts'
import { noticeQueries } from './notices.ts'
import { operatorQueries } from './operator.ts'
import { preflightQueries } from './preflight.ts'
import { promotionQueries } from './promotions.ts'
import { publicQueries } from './public.ts'
import type { Query } from './query.ts'
import { resultQueries } from './results.ts'
import { searchQueries } from './search.ts'

/** Every query; a new one is an entry in its group's file, a new group is a file and a line here. */
export const queries: readonly Query[] = [
  ...meQueries,
  ...homeQueries,
  ...searchQueries,
  ...promotionQueries,
  ...entryQueries,
  ...preflightQueries,
  ...distributionQueries,
  ...contentQueries,
  ...jobQueries,
  ...noticeQueries,
  ...resultQueries,
  ...aiUsageQueries,
  ...publicQueries,
  ...eventQueries,
  ...conversationQueries,
  ...auditQueries,
  ...operatorQueries,
  ...assistantQueries,
  ...catalogueQueries,
  ...consultationQueries,
]
