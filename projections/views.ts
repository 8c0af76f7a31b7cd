import type { View } from './view.ts'
import { accounts, colleagues } from './views/accounts.ts'
import { aiBudgets } from './views/ai-budgets.ts'
import { assistantResults } from './views/assistant-results.ts'
import { assistants, assistantVersions } from './views/assistants.ts'
import { authorizations } from './views/authorizations.ts'
import { consultations } from './views/consultations.ts'
import { contents } from './views/contents.ts'
import { conversations, messages } from './views/conversations.ts'
import { dashboards } from './views/dashboards.ts'
import { days } from './views/days.ts'
import { distributions } from './views/distributions.ts'
import { entries } from './views/entries.ts'
import { jobs } from './views/jobs.ts'
import { merchants } from './views/merchants.ts'
import { modelUsage } from './views/model-usage.ts'
import { notices } from './views/notices.ts'
import { promotions } from './views/promotions.ts'
import { timeline } from './views/timeline.ts'

/** Every view; a new one is a file, its test, and a line here. */
export const views = [
  promotions,
  distributions,
  contents,
  jobs,
  dashboards,
  days,
  timeline,
  notices,
  entries,
  merchants,
  accounts,
  colleagues,
  authorizations,
  assistants,
  assistantVersions,
  consultations,
  conversations,
  messages,
  assistantResults,
  modelUsage,
  aiBudgets,
] as unknown as readonly View[]
