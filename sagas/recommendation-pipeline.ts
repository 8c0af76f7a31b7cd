import { assign, setup } from 'xstate'
import type { Criteria, Trend, Usage } from '../domain/recommendation.ts'
import { type Effect, type Saga, toSaga } from './saga.ts'

/** Effects of this saga; their handlers are in recommendation-handlers.ts. */
export type AnalyseTrends = { type: 'analyse-trends'; recommendationId: string; criteria: Criteria }
export type ProposePlans = { type: 'propose-plans'; recommendationId: string; criteria: Criteria; trends: Trend[] }

interface Context {
  recommendationId: string
  criteria: Criteria
  trends: Trend[]
}
type Requested = { type: 'RecommendationRequested'; recommendationId: string } & Criteria
type Input = { at: string } & (
  | Requested
  | { type: 'TrendsAnalysed'; trends: Trend[]; usage: Usage }
  | { type: 'PlansProposed' | 'RecommendationFailed' }
)

/** A job that is not done by then is failed, so that nobody waits for ever. */
const DEADLINE_MS = 60_000

const machine = setup({
  types: { context: {} as Context, events: {} as Input, input: {} as Requested },
  actions: {
    /** Recorded, and done by the effect runner. */
    effect: (_, _effect: Effect) => {},
    noteTrends: assign({
      trends: ({ event, context }) => (event.type === 'TrendsAnalysed' ? event.trends : context.trends),
    }),
  },
}).createMachine({
  id: 'recommendation-pipeline',
  context: ({ input: { recommendationId, trade, region, purpose, season } }) => ({
    recommendationId,
    criteria: { trade, region, purpose, season },
    trends: [],
  }),
  initial: 'working',
  states: {
    working: {
      initial: 'analysing',
      after: { [DEADLINE_MS]: 'overdue' },
      states: {
        analysing: {
          entry: {
            type: 'effect',
            params: ({ context: { recommendationId, criteria } }) =>
              ({ type: 'analyse-trends', recommendationId, criteria }) satisfies AnalyseTrends,
          },
          on: { TrendsAnalysed: { target: 'proposing', actions: 'noteTrends' } },
        },
        proposing: {
          entry: {
            type: 'effect',
            params: ({ context: { recommendationId, criteria, trends } }) =>
              ({ type: 'propose-plans', recommendationId, criteria, trends }) satisfies ProposePlans,
          },
        },
      },
    },
    overdue: {
      entry: {
        type: 'effect',
        params: ({ context: { recommendationId } }) => ({
          type: 'command',
          command: 'FailRecommendation',
          input: { recommendationId, code: 'RECOMMENDATION_OVERDUE', reason: 'No plans came within a minute.' },
        }),
      },
    },
    done: { type: 'final' },
  },
  on: { PlansProposed: '.done', RecommendationFailed: '.done' },
})

/** Analyses trends, then has three plans made. A request that was answered from the cache never starts it. */
export const recommendationPipeline: Saga = {
  name: 'recommendation-pipeline',
  version: 1,
  machine,
  routes: {
    RecommendationRequested: (event) =>
      event.data.fromCache ? [] : toSaga('recommendationId', { starts: true })(event),
    TrendsAnalysed: toSaga('recommendationId'),
    PlansProposed: toSaga('recommendationId'),
    RecommendationFailed: toSaga('recommendationId'),
  },
}
