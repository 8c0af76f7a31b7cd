import type { Breakers } from '../adapters/resilience/breakers.ts'
import type { Metrics } from '../adapters/telemetry/metrics.ts'
import { lag } from '../projections/positions.ts'
import type { Roles } from './roles.ts'
import type { Clients } from './servers.ts'

const BREAKER_VALUE = { closed: 0, 'half-open': 1, open: 2 } as const

/** Where the gauges look. */
export interface GaugeSources {
  clients: Clients
  roles: Roles
  breakers: Breakers
  /** Look-ups of kept recommendations since the start. */
  lookups: Readonly<Record<'hit' | 'miss', number>>
}

/** Gauges of what the parts of an instance know of themselves. */
export function registerGauges(metrics: Metrics, { clients, roles, breakers, lookups }: GaugeSources): void {
  metrics.gauge('madang_breaker_state', 'Breaker of an outside API: 0 closed, 1 half-open, 2 open', ['api'], (set) => {
    for (const [api, state] of Object.entries(breakers.states())) set({ api }, BREAKER_VALUE[state])
  })
  metrics.gauge(
    'madang_recommendation_cache_lookups',
    'Look-ups of kept recommendations since the start',
    ['outcome'],
    (set) => {
      for (const [outcome, count] of Object.entries(lookups)) set({ outcome }, count)
    },
  )
  metrics.gauge('madang_saga_effects_running', 'Effects of sagas under way', [], (set) =>
    set({}, roles.sagas?.stats().effectsRunning ?? 0),
  )
  metrics.gauge('madang_projection_lag', 'Positions that a view is behind the store', ['view'], async (set) => {
    for (const [view, behind] of Object.entries(await lag(clients.mongo.db, clients.store))) set({ view }, behind)
  })
}
