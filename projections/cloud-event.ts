import type { z } from 'zod'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import { eventTypes } from '../domain/index.ts'
import { type EventSpec, isInternal } from '../domain/kernel.ts'
import { merchantOf } from './event.ts'
import { eventSubject } from './subjects.ts'

/** CloudEvents 1.0 in its JSON form, with our extensions (lower case, as the specification wants). */
export interface CloudEvent {
  specversion: '1.0'
  id: string
  source: string
  type: string
  subject: string
  time: string
  datacontenttype: 'application/json'
  dataschema: string
  merchantid: string
  /** Position in the whole store, as text since it can be larger than a CloudEvents integer: where to catch up from. */
  sequence: string
  revision: number
  correlationid: string
  causationid: string
  traceparent?: string
  data: Record<string, unknown>
}

export const cloudEventType = (type: string, v: number): string => `madang.${type}.v${v}`
export const schemaAddress = (type: string, v: number): string => `/api/schemas/events/${type}.v${v}.json`

/** What integrators may see of an event; undefined for one that is not public. */
export function toCloudEvent(event: RecordedEvent): CloudEvent | undefined {
  const known = eventTypes.get(event.type)
  if (!known?.spec.public) return undefined
  const { aggregate, spec } = known
  const { meta, data } = event
  return {
    specversion: '1.0',
    id: event.id,
    source: `/madang/${aggregate.name}`,
    type: cloudEventType(event.type, spec.v),
    subject: event.stream,
    time: meta.at,
    datacontenttype: 'application/json',
    dataschema: schemaAddress(event.type, spec.v),
    merchantid: merchantOf(event),
    sequence: String(event.position),
    revision: event.revision,
    correlationid: meta.$correlationId,
    causationid: meta.$causationId,
    ...(meta.traceparent ? { traceparent: meta.traceparent } : {}),
    data: whatLeaves(spec, data),
  }
}

/** Subject on which an event is published. */
export const subjectOf = (event: RecordedEvent): string =>
  eventSubject(merchantOf(event), eventTypes.get(event.type)?.aggregate.name ?? 'unknown', event.type)

/** Only what the public schema names: a field that a later version drops, or an unknown one, does not leave either. */
function whatLeaves({ schema: { shape } }: EventSpec, data: Record<string, unknown>): Record<string, unknown> {
  const leaves = (name: string) => name in shape && !isInternal(shape[name] as z.ZodType)
  return Object.fromEntries(Object.entries(data).filter(([name]) => leaves(name)))
}
