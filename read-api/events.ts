import { z } from 'zod'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import { rule } from '../domain/kernel.ts'
import { type CloudEvent, toCloudEvent } from '../projections/cloud-event.ts'
import { Limit, query, SHOP } from './query.ts'

/** Integrators read on from `next` until `caughtUp`; each call looks at so many records of all merchants at most. */
const MAX_SCANNED = 5_000
const MAX_MS = 2_000

const CloudEventAnswer = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string(),
    source: z.string(),
    type: z.string(),
    subject: z.string(),
    time: z.iso.datetime(),
    datacontenttype: z.literal('application/json'),
    dataschema: z.string(),
    merchantid: z.string(),
    sequence: z.string().describe('position in the whole store'),
    revision: z.int(),
    correlationid: z.string(),
    causationid: z.string(),
    traceparent: z.string().exactOptional(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'CloudEvent' }) satisfies z.ZodType<CloudEvent>

const Events = z
  .object({
    items: z.array(CloudEventAnswer),
    next: z.int().describe('`after` of the next call'),
    caughtUp: z.boolean().describe('false while there may be more: call again at once'),
  })
  .meta({ id: 'Events' })
export type Events = z.output<typeof Events>

/** Reads on from a position until there are enough events, or the end, or a bound on what one call may cost. */
async function readOn(
  store: Pick<EventStore, 'subscribeAll'>,
  after: number,
  limit: number,
  merchantId: string,
): Promise<Events> {
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(MAX_MS)])
  const read: Events = { items: [], next: after, caughtUp: false }
  let scanned = 0
  try {
    for await (const item of store.subscribeAll({ after, isSealed: true, signal })) {
      if (item.kind === 'caught-up') return { ...read, caughtUp: true }
      read.next = item.kind === 'event' ? item.event.position : item.position
      if (item.kind === 'event') {
        scanned += 1
        const ours = toCloudEvent(item.event)
        if (ours?.merchantid === merchantId) read.items.push(ours)
      }
      if (read.items.length === limit || scanned === MAX_SCANNED) return read
    }
    rule(read.next > after, 'UNAVAILABLE', 'The event store does not answer. Nothing is lost; try again in a moment.')
    return read
  } finally {
    stop.abort()
  }
}

export const eventQueries = [
  query({
    name: 'ListEvents',
    path: '/events',
    roles: SHOP,
    views: ['promotions'],
    summary: 'The shop’s public events as CloudEvents, from a position on: catch-up for integrators without JetStream.',
    querystring: z.strictObject({
      after: z.coerce.number().int().min(-1).default(-1).describe('position after which to begin; -1 from the start'),
      limit: Limit(100),
    }),
    response: Events,
    run: ({ store, rows }, { query: { after, limit } }) => readOn(store, after, limit, rows.merchantId),
  }),
]
