import type { Db } from 'mongodb'
import type { RoleName } from '../adapters/config/config.ts'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import { holdLease } from '../adapters/mongo/lease.ts'
import type { Nats } from '../adapters/nats/connect.ts'
import { openFeed } from '../adapters/nats/feed.ts'
import { EVENTS_STREAM, type Publisher, startPublisher } from '../projections/publisher.ts'
import { type Projections, startProjections } from '../projections/runner.ts'
import { views } from '../projections/views.ts'
import { type SagaRunner, startSagas } from '../sagas/runner.ts'
import type { EffectHandler } from '../sagas/saga.ts'
import { sagas } from '../sagas/sagas.ts'

export interface RoleDeps {
  db: Db
  store: EventStore
  nats: Nats
  handlers: Readonly<Record<string, EffectHandler>>
  roles: readonly RoleName[]
  now: () => string
  signal: AbortSignal
  onError: (error: unknown) => void
}

/** The background roles of one process: each runs where its lease is held, in one process at a time. */
export interface Roles {
  projections?: Projections | undefined
  sagas?: SagaRunner | undefined
  publisher?: Publisher | undefined
  /** Resolves after the signal has aborted and every role has come to rest. */
  stopped: Promise<unknown>
}

/**
 * Name of a role's lease. Projections of other versions than ours are another role: during a rollout the old ones go
 * on serving while the new ones fill theirs.
 */
export const leaseOf = (role: RoleName): string =>
  role === 'projections' ? `projections ${views.map(({ name, version }) => `${name}.${version}`).join(' ')}` : role

/** Starts those background roles that this process is to have; `running` shows each once it holds its lease. */
export function startRoles(running: Roles, { db, store, nats, handlers, roles, now, signal, onError }: RoleDeps): void {
  const lease = (role: RoleName, work: (signal: AbortSignal) => Promise<unknown>) =>
    roles.includes(role)
      ? holdLease({ db, role: leaseOf(role), signal, onError }, async (held) => void (await work(held.signal)))
      : undefined
  running.stopped = Promise.all([
    lease('projections', (held) => {
      const publish = (subject: string, data: string) => nats.publish(subject, data)
      running.projections = startProjections({ db, eventStore: store, signal: held, publish, now, onError })
      return running.projections.done
    }),
    lease('publisher', (held) => {
      const open = () => openFeed(nats, EVENTS_STREAM)
      running.publisher = startPublisher({ db, eventStore: store, openFeed: open, now, signal: held, onError })
      return running.publisher.done
    }),
    lease('sagas', (held) => {
      const work = db.collection('open_work') as never
      const checkpoints = db.collection('saga_checkpoints') as never
      running.sagas = startSagas({ store, sagas, handlers, work, checkpoints, now, signal: held, onError })
      return running.sagas.stopped
    }),
  ])
}
