import { randomUUID } from 'node:crypto'
import { type EventSpec, personalFields } from '../../domain/kernel.ts'
import type { Cause, EventMetadata, NewEvent, RecordedEvent } from './event-store.ts'
import { chainHash } from './hash-chain.ts'
import { ERASED, findKeys, isSealed, KEPT, type SubjectKeys, seal, subjectsIn, unseal } from './personal-data.ts'

/** Event types by name; every one that may be appended or read. */
export type EventTypes = ReadonlyMap<string, { spec: EventSpec }>

/** An event as the store keeps it: personal fields sealed, hash set. */
export interface EncodedEvent {
  id: string
  type: string
  data: Record<string, unknown>
  metadata: EventMetadata
  /** Its data as whoever may read it gets it. */
  plain: Record<string, unknown>
}

function specOf(types: EventTypes, type: string): EventSpec {
  const known = types.get(type)
  if (!known) throw new Error(`the event type ${type} is not registered`)
  return known.spec
}

/**
 * Makes events ready to store: checks them against their schema, seals personal fields, chains the hashes. Ids are drawn
 * for each append: the store takes one of ids that it has for done, whatever else is in it.
 *
 * @param previousHash hash of the stream's last event, '' for a new stream
 * @throws ZodError when an event does not fit its schema
 */
export async function encodeEvents(
  types: EventTypes,
  keys: SubjectKeys,
  events: readonly NewEvent[],
  previousHash: string,
  cause: Cause,
): Promise<EncodedEvent[]> {
  const stored: EncodedEvent[] = []
  let hash = previousHash
  for (const event of events) {
    const { v, schema, subjectField } = specOf(types, event.type)
    const plain = schema.parse(event.data) as Record<string, unknown>
    const fields = personalFields(schema)
    const data =
      fields.length === 0 ? plain : await seal(plain, fields, `${subjectField}:${plain[`${subjectField}`]}`, keys)
    const meta: Omit<EventMetadata, 'hash'> = {
      $correlationId: cause.correlationId,
      $causationId: cause.causationId,
      ...(cause.commandId === undefined || cause.commandId === cause.causationId ? {} : { commandId: cause.commandId }),
      merchantId: cause.merchantId,
      actor: cause.actor,
      ...(cause.client ? { client: cause.client } : {}),
      at: cause.now,
      v,
      ...(cause.traceparent ? { traceparent: cause.traceparent } : {}),
    }
    hash = chainHash(hash, { type: event.type, data, meta })
    stored.push({ id: randomUUID(), type: event.type, data, metadata: { ...meta, hash }, plain })
  }
  return stored
}

/** Events as far as they can be read, and why the next one cannot. */
export interface Decoded {
  events: RecordedEvent[]
  failure?: unknown
}

/**
 * Brings stored events to the current version of their types: opens personal fields, then applies each version's
 * upcaster in turn. It ends at a type that is not registered, or a version newer than this program.
 *
 * @param keys left out, personal fields stay sealed: for those who have no use for them
 */
export async function decodeEvents(
  types: EventTypes,
  keys: SubjectKeys | undefined,
  stored: readonly RecordedEvent[],
): Promise<Decoded> {
  const events: RecordedEvent[] = []
  try {
    const subjects = () =>
      stored.flatMap(({ type, data }) => (isPersonal(types.get(type)?.spec) ? subjectsIn(data) : []))
    const found = keys && (await findKeys(keys, subjects()))
    for (const event of stored) {
      const data = decodeData(types, found, event)
      events.push(data === event.data ? event : { ...event, data })
    }
    return { events }
  } catch (failure) {
    return { events, failure }
  }
}

function decodeData(
  types: EventTypes,
  found: ReadonlyMap<string, Buffer> | undefined,
  { type, data, meta }: RecordedEvent,
) {
  const spec = specOf(types, type)
  if (meta.v > spec.v) throw new Error(`${type} is stored in version ${meta.v}, this program knows ${spec.v}`)
  return upcast(spec, found && isPersonal(spec) ? unseal(data, found) : data, meta.v)
}

const isPersonal = (spec: EventSpec | undefined) => spec !== undefined && personalFields(spec.schema).length > 0

/** Applies a type's upcasters from the stored version up to the current one. */
export function upcast(spec: EventSpec, data: Record<string, unknown>, version: number): Record<string, unknown> {
  let current = data
  for (let from = version; from < spec.v; from += 1) {
    const step = spec.upcast?.[from]
    if (!step) throw new Error(`there is no upcaster from version ${from}`)
    current = step(current)
  }
  return current
}

/** Stored data with its personal fields shown as marks only, for those who may see what happened but not who. */
export async function closedData(
  types: EventTypes,
  keys: SubjectKeys,
  { type, data, meta }: { type: string; data: Record<string, unknown>; meta: { v: number } },
): Promise<Record<string, unknown>> {
  const closed = { ...data }
  for (const [field, value] of Object.entries(data))
    if (isSealed(value)) closed[field] = (await keys.find(value.subject)) ? KEPT : ERASED
  return upcast(specOf(types, type), closed, meta.v)
}
