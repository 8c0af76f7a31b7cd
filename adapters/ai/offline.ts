import type { Usage } from '../../domain/recommendation.ts'
import { composePlans } from './offline/compose.ts'
import { knownFacts } from './offline/known-facts.ts'
import type { RecommendationProvider } from './port.ts'

const MODEL = 'offline-planner-1'
const freeOfCharge = (): Usage => ({
  provider: 'offline',
  model: MODEL,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  failedFirst: [],
})

/** Plans by rules over the Korean calendar, the trade, the region and past results: needs no key and never fails. */
export const offlinePlanner: RecommendationProvider = {
  id: 'offline',
  model: MODEL,
  async analyseTrends(criteria, context) {
    return { trends: knownFacts(criteria, context), usage: freeOfCharge() }
  },
  async proposePlans(criteria, _trends, context) {
    return { plans: composePlans(criteria, context), usage: freeOfCharge() }
  },
}
