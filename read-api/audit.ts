import { z } from 'zod'
import type { EventMetadata } from '../adapters/event-store/event-store.ts'
import { brokenAt } from '../adapters/event-store/hash-chain.ts'
import { aggregates } from '../domain/index.ts'
import type { DomainEvent } from '../domain/kernel.ts'
import { found, query } from './query.ts'

/** An event as the store keeps it: personal fields still sealed, in the version in which it was written. */
export interface StoredEvent {
  id: string
  type: string
  revision: number
  position: number
  data: Record<string, unknown>
  meta: EventMetadata
}

/** What the audit needs of the event store; the composition root hands it in. */
export interface AuditSource {
  /** The whole stream as stored; empty when there is none. */
  readForAudit(stream: string): Promise<StoredEvent[]>
  /** Stored data in the current version of its type, personal fields closed: a mark that tells erased from kept. */
  closedData(event: StoredEvent): Promise<Record<string, unknown>>
}

const AuditedEvent = z
  .object({
    id: z.string(),
    revision: z.int(),
    position: z.int(),
    type: z.string(),
    at: z.string(),
    actor: z.string().describe('account id, `saga:<name>` or `public`'),
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

async function auditStream(source: AuditSource, merchantId: string, stream: string, at: string | undefined) {
  const stored = await source.readForAudit(stream)
  const owner = stored[0]?.meta.merchantId
  found(owner === merchantId ? owner : undefined, 'NOT_FOUND', 'There is no such stream.')
  const broken = brokenAt(stored.map(({ type, data, meta }) => ({ type, data, meta: { ...meta } })))
  const until = at === undefined ? stored : stored.filter(({ meta }) => Date.parse(meta.at) <= Date.parse(at))
  const events: z.input<typeof AuditedEvent>[] = []
  for (const event of until) {
    const { id, revision, position, type, meta } = event
    const data = await source.closedData(event)
    events.push({ id, revision, position, type, at: meta.at, actor: meta.actor, v: meta.v, data, hash: meta.hash })
  }
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
    run: ({ audit, rows }, { params: { stream }, query: { at } }) => auditStream(audit, rows.merchantId, stream, at),
  }),
]
