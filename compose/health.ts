import type { FastifyInstance } from 'fastify'
import type { RoleName } from '../adapters/config/config.ts'
import type { Roles } from './roles.ts'
import type { Clients } from './servers.ts'

/** One part of an instance, as `/healthz` shows it. `standby`: another process does it now. */
export type PartHealth = 'ready' | 'starting' | 'standby' | 'down'

export interface HealthParts {
  clients: Clients
  roles: Roles
  wanted: readonly RoleName[]
  /** Whether another process holds a role's lease. */
  heldElsewhere(role: RoleName): Promise<boolean>
  /** Whether the demo shop is being made, and nobody is let in. */
  isShut: () => boolean
}

const CHECK_MS = 2_000

const answers = async (check: Promise<unknown>): Promise<PartHealth> => {
  const late = new Promise<PartHealth>((resolve) => setTimeout(resolve, CHECK_MS, 'down').unref())
  return Promise.race([late, check.then((): PartHealth => 'ready').catch((): PartHealth => 'down')])
}

/** The health of every server and role. */
export async function healthOf({
  clients,
  roles,
  wanted,
  heldElsewhere,
  isShut,
}: HealthParts): Promise<Record<string, PartHealth>> {
  const { store, mongo, nats } = clients
  const role = async (name: RoleName, ready: boolean | undefined): Promise<[string, PartHealth]> => {
    if (ready) return [name, 'ready']
    if (ready === undefined && (await heldElsewhere(name).catch(() => false))) return [name, 'standby']
    return [name, 'starting']
  }
  const views = roles.projections?.health()
  const all = await Promise.all([
    answers(store.head()).then((health) => ['eventstore', health] as const),
    answers(mongo.ping()).then((health) => ['mongo', health] as const),
    Promise.resolve(['nats', nats.connected() ? 'ready' : 'down'] as const),
    role('projections', views && views.length > 0 && views.every(({ live, error }) => live && !error)),
    role('sagas', roles.sagas?.stats().live),
    role('publisher', roles.publisher && roles.publisher.health().error === undefined),
  ])
  const seed: [string, PartHealth][] = isShut() ? [['seed', 'starting']] : []
  return Object.fromEntries([
    ...seed,
    ...all.filter(
      ([name]) => !['projections', 'sagas', 'publisher'].includes(name) || wanted.includes(name as RoleName),
    ),
  ])
}

/** `/healthz`: 200 only when every part is ready or another process does it. */
export function registerHealth(app: FastifyInstance, parts: HealthParts): void {
  app.get('/healthz', async (_request, reply) => {
    const health = await healthOf(parts)
    const isReady = Object.values(health).every((part) => part === 'ready' || part === 'standby')
    return reply.status(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not-ready', parts: health })
  })
}
