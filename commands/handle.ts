import { v5 as uuidV5 } from 'uuid'
import { z } from 'zod'
import { eventId } from '../adapters/event-store/codec.ts'
import type { Cause, EventStore, RecordedEvent, StreamSlice } from '../adapters/event-store/event-store.ts'
import { WrongRevision } from '../adapters/event-store/event-store.ts'
import { type Actor, authorise } from '../adapters/http/auth.ts'
import { commandTypes } from '../domain/index.ts'
import { type Aggregate, type CommandSpec, type DomainEvent, Rejected } from '../domain/kernel.ts'
import type { Preparation, PrepareServices } from './preparation.ts'
import { preparations } from './preparations.ts'

/** A command as it arrives: its type, its input as the caller wrote it, who sends it and its idempotency key. */
export interface CommandRequest {
  type: string
  input: unknown
  actor: Actor
  idempotencyKey: string
  correlationId?: string
  /** Id of the event that a saga answers; left out, the command is its own cause. */
  causationId?: string
  traceparent?: string
}

/** What came of it. `position` is where a read model must be to show it. */
export interface CommandResult {
  id: string
  revision: number
  position: number
  /** True when nothing was appended: the same thing had been done before. */
  repeated: boolean
  /** Types of the appended events. */
  events: string[]
  jobId?: string
}

/** What the handler works with. */
export interface CommandDeps {
  store: EventStore
  now: () => string
  services: PrepareServices
}

const COMMAND_IDS = '4f1c9b53-3a0e-4a0e-9a59-64f2e6a1d0c7'
const MAX_TRIES = 8

/** Sends a command: see {@link CommandRequest}. */
export type SendCommand = (request: CommandRequest) => Promise<CommandResult>

/**
 * The one way to change anything: authorise, parse, prepare, load, decide, append at the revision that was read, and
 * decide again when someone else was faster.
 *
 * @throws Rejected when a rule says no, ZodError when the input does not fit
 */
export async function handleCommand(deps: CommandDeps, request: CommandRequest): Promise<CommandResult> {
  const known = commandTypes.get(request.type)
  if (!known) throw new Rejected('NOT_FOUND', `There is no command ${request.type}.`)
  const { aggregate, spec } = known
  authorise(request.actor, spec.roles)
  const commandId = commandIdOf(request)
  const command = await prepareCommand(deps, request, aggregate, spec, commandId)
  const id = String(command[aggregate.idField])
  const stream = `${aggregate.name}-${id}`
  for (let tries = 1; ; tries += 1) {
    const slice = await deps.store.readStream(stream)
    const result = await decideAndAppend(deps, request, { aggregate, spec, command, commandId, stream, slice }).catch(
      retry,
    )
    if (result) return { id, ...result, ...(spec.job ? { jobId: id } : {}) }
    if (tries === MAX_TRIES) throw new Rejected('CONFLICT', 'Many people are changing this at once. Try again.')
  }
}

const retry = (error: unknown): undefined => {
  if (!(error instanceof WrongRevision)) throw error
}

/** The idempotency key holds within one caller and one command type. */
const commandIdOf = ({ actor, type, idempotencyKey }: CommandRequest) =>
  uuidV5(`${actor.accountId}/${type}/${idempotencyKey}`, COMMAND_IDS)

async function prepareCommand(
  { store, services, now }: CommandDeps,
  { type, input, actor }: CommandRequest,
  aggregate: Aggregate,
  spec: CommandSpec<unknown, never>,
  commandId: string,
): Promise<Record<string, unknown>> {
  const preparation: Preparation | undefined = preparations[type]
  const withId = z.record(z.string(), z.unknown()).parse(input)
  if (spec.creates) withId[aggregate.idField] ??= commandId
  if (aggregate.idField === 'merchantId' && actor.role === 'owner') withId.merchantId = actor.merchantId
  if (!preparation) return spec.schema.parse(withId) as Record<string, unknown>
  const parsed = preparation.input.parse(withId) as never
  return spec.schema.parse(await preparation.prepare(parsed, { store, services, actor, now: now() })) as Record<
    string,
    unknown
  >
}

interface Decision {
  aggregate: Aggregate
  spec: CommandSpec<unknown, never>
  command: Record<string, unknown>
  commandId: string
  stream: string
  slice: StreamSlice
}

async function decideAndAppend(
  { store, now }: CommandDeps,
  request: CommandRequest,
  { aggregate, spec, command, commandId, stream, slice }: Decision,
): Promise<Omit<CommandResult, 'id'>> {
  const done = slice.events.find(({ id }) => id === eventId(commandId, 0))
  if (done) return repeated(slice, done)
  const state = slice.events.reduce<unknown>((s, event) => aggregate.evolve(s, event as DomainEvent), aggregate.initial)
  const merchantId = tenantOf(aggregate, state, command, request.actor)
  const at = now()
  const events = spec.decide(command, state, { now: at, merchantId }) as DomainEvent<string, Record<string, unknown>>[]
  if (events.length === 0) return repeated(slice, slice.events.at(-1))
  const cause: Cause = {
    commandId,
    correlationId: request.correlationId ?? commandId,
    causationId: request.causationId ?? commandId,
    merchantId,
    actor: request.actor.accountId,
    now: at,
    ...(request.traceparent ? { traceparent: request.traceparent } : {}),
  }
  const { revision, position } = await store.append(stream, slice, events, cause)
  return { revision, position, repeated: false, events: events.map(({ type }) => type) }
}

const repeated = (slice: StreamSlice, last: RecordedEvent | undefined) => ({
  revision: slice.revision,
  position: last?.position ?? -1,
  repeated: true,
  events: [],
})

/** Whose data this is. Another merchant's is answered as if it did not exist. */
function tenantOf(aggregate: Aggregate, state: unknown, command: Record<string, unknown>, actor: Actor): string {
  const owner = aggregate.merchantOf(state)
  const isTenant = actor.role === 'owner' || actor.role === 'staff'
  if (isTenant && owner !== undefined && owner !== actor.merchantId)
    throw new Rejected(`${aggregate.name.toUpperCase()}_NOT_FOUND`, `There is no such ${aggregate.name}.`)
  return owner ?? (isTenant ? actor.merchantId : String(command.merchantId ?? ''))
}
