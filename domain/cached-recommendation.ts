import { z } from 'zod'
import { type Aggregate, commandsOf, type EventOf, evolveBy } from './kernel.ts'
import { Criteria } from './recommendation.ts'

const shapes = {
  RecommendationsInvalidated: Criteria.extend({ criteriaKey: z.string(), at: z.iso.datetime() }),
}
export type CachedRecommendationEvent = EventOf<typeof shapes>

const command = commandsOf<null, CachedRecommendationEvent>()

const InvalidateRecommendations = command({
  summary: 'Forget the plans that are kept for a trade, region, purpose and season; the next request makes new ones.',
  roles: ['owner', 'operator'],
  schema: shapes.RecommendationsInvalidated.omit({ at: true }),
  decide: (c, _, { now }) => [{ type: 'RecommendationsInvalidated', data: { ...c, at: now } }],
})

/** The kept plans of one set of criteria, shared by all shops: who had them made anew, and when. */
export const cachedRecommendation: Aggregate<null, CachedRecommendationEvent> = {
  name: 'cached-recommendation',
  idField: 'criteriaKey',
  initial: null,
  events: { RecommendationsInvalidated: { v: 1, schema: shapes.RecommendationsInvalidated, public: false } },
  commands: { InvalidateRecommendations },
  merchantOf: () => undefined,
  evolve: evolveBy<null, CachedRecommendationEvent>({}),
}
