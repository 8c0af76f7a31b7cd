import { z } from 'zod'
import type { AuditStore, StoredEvent } from '../adapters/event-store/event-store.ts'
import { brokenAt } from '../adapters/event-store/hash-chain.ts'
import { aggregates, eventTypes } from '../domain/index.ts'
import type { DomainEvent } from '../domain/kernel.ts'
import { found, query } from './query.ts'
import type { TenantRows } from './read-model.ts'

const AuditedEvent = z
  .object({
    id: z.string(),
    revision: z.int(),
    position: z.int(),
    type: z.string(),
    at: z.string(),
    actor: z.string().describe('account id, `saga:<name>` or `public`'),
    client: z
      .object({ clientId: z.string(), name: z.string() })
      .exactOptional()
      .describe('the third party through which the actor came'),
    v: z.int().describe('version of the type in which it was recorded'),
    data: z.record(z.string(), z.unknown()).describe('personal fields show `[personal]`, or `[erased]` once erased'),
    hash: z.string(),
  })
  .meta({ id: 'AuditedEvent' })

const AuditedStream = z
  .object({
    stream: z.string(),
    events: z.array(AuditedEvent),
    state: z.unknown().describe('what the events add up to at that instant; null for a stream without a state'),
    chain: z.object({
      intact: z.boolean().describe('whether every hash of the whole stream follows from the one before'),
      brokenAt: z.int().exactOptional().describe('revision of the first event that does not follow'),
    }),
  })
  .meta({ id: 'AuditedStream' })
export type AuditedStream = z.output<typeof AuditedStream>

/** What the events add up to; null when no aggregate keeps the stream, or tampered events no longer add up. */
function stateOf(stream: string, events: readonly DomainEvent[]): unknown {
  const aggregate = aggregates.find(({ name }) => stream.startsWith(`${name}-`))
  if (!aggregate) return null
  try {
    return events.reduce<unknown>((state, event) => aggregate.evolve(state, event), aggregate.initial)
  } catch {
    return null
  }
}

/** An event for auditors; one that was tampered with, or is of no known type, is shown as it lies there. */
async function audited(store: AuditStore, event: StoredEvent, names: Names): Promise<z.input<typeof AuditedEvent>> {
  const { id, revision, position, type } = event
  const { at = '', actor = '', client: clientId, v = 0, hash = '' } = { ...event.meta }
  const data = eventTypes.has(type) && v > 0 ? await store.closedData(event) : event.data
  const client = clientId === undefined ? {} : { client: { clientId, name: names.get(clientId) ?? '' } }
  return { id, revision, position, type, at, actor, ...client, v, data, hash }
}

/** What third parties that people of the shop let in call themselves, by their id. */
type Names = ReadonlyMap<string, string>

async function namesOf(rows: TenantRows, events: readonly StoredEvent[]): Promise<Names> {
  const clients = [...new Set(events.flatMap(({ meta }) => meta?.client ?? []))]
  if (clients.length === 0) return new Map()
  const found = await rows.list('authorizations', { clientId: { $in: clients } }, { sort: { since: 1 }, limit: 1_000 })
  return new Map(found.map(({ clientId, name }) => [clientId, name]))
}

async function auditStream(store: AuditStore, rows: TenantRows, stream: string, at: string | undefined) {
  const stored = await store.readForAudit(stream)
  const owner = stored[0]?.meta?.merchantId
  found(owner === rows.merchantId ? owner : undefined, 'NOT_FOUND', 'There is no such stream.')
  const broken = brokenAt(stored.map(({ type, data, meta }) => ({ type, data, meta: { ...meta } })))
  const all: z.input<typeof AuditedEvent>[] = []
  const names = await namesOf(rows, stored)
  for (const event of stored) all.push(await audited(store, event, names))
  const events = at === undefined ? all : all.filter((event) => Date.parse(event.at) <= Date.parse(at))
  const chain =
    broken === undefined ? { intact: true } : { intact: false, brokenAt: stored[broken]?.revision ?? broken }
  return { stream, events, state: stateOf(stream, events), chain }
}

export const auditQueries = [
  query({
    name: 'AuditStream',
    path: '/audit/streams/:stream',
    roles: ['owner', 'auditor'],
    views: ['promotions'],
    summary: 'A stream as it was recorded, with the verdict on its chain of hashes; also as it was at an instant.',
    params: z.strictObject({
      stream: z
        .string()
        .regex(/^[A-Za-z0-9_.-]{1,200}$/, 'the name of a stream')
        .describe('`promotion-<id>`, `distribution-<id>`, `entry-<promotionId>.<key>`, …'),
    }),
    querystring: z.strictObject({ at: z.iso.datetime({ offset: true }).optional().describe('an instant in the past') }),
    response: AuditedStream,
    problems: ['NOT_FOUND'],
    run: ({ store, rows }, { params: { stream }, query: { at } }) => auditStream(store, rows, stream, at),
  }),
]
