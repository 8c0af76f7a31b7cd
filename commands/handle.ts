import { setTimeout as delay } from 'node:timers/promises'
import type { Cause, EventStore, StreamSlice } from '../adapters/event-store/event-store.ts'
import { WrongRevision } from '../adapters/event-store/event-store.ts'
import { NEW_STREAM, type StreamMemory } from '../adapters/event-store/stream-memory.ts'
import type { Actor } from '../adapters/http/auth.ts'
import { authorise } from '../adapters/http/authorise.ts'
import { commandTypes } from '../domain/index.ts'
import { type Aggregate, type DomainEvent, Rejected } from '../domain/kernel.ts'
import { scopeOfCommand } from '../domain/third-party-rights.ts'
import { type AnySpec, commandIdOf, doneBefore, type Fields, pick, repeated } from './idempotency.ts'
import type { PrepareServices } from './preparation.ts'
import { Input, prepareCommand, streamOf } from './prepare-command.ts'

/** A command as it arrives: its type, its input as the caller wrote it, who sends it. */
export interface CommandRequest {
  type: string
  input: unknown
  actor: Actor
  /** Whoever may send the same again names it by this. */
  idempotencyKey?: string
  correlationId?: string
  /** Id of the effect that a saga carries out; left out, the command is its own cause. */
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
  /** Of a registration: whether the tax office confirmed the shop's number. */
  verification?: string
  /** Of a second factor that was begun: what the authenticator app takes, as text and as an `otpauth:` address. */
  secret?: string
  /** Of an offered password reset it is the link to the page that sets a new one, good until `expiresAt`. */
  address?: string
  expiresAt?: string
  /** Of one that was turned on, or whose recovery codes were drawn anew. */
  recoveryCodes?: string[]
  jobId?: string
}

/** What the handler works with. */
export interface CommandDeps {
  store: Pick<EventStore, 'append'>
  memory: StreamMemory
  now: () => string
  services: PrepareServices
}

const MAX_TRIES = 20
const MAX_PAUSE_MS = 100

/** Sends a command: see {@link CommandRequest}. */
export type SendCommand = (request: CommandRequest) => Promise<CommandResult>

/** Thrown when there is nothing to do to a stream as it is remembered. */
class Unsure extends Error {
  override name = 'Unsure'
}

/**
 * The one way to change anything: authorise, parse, prepare, load, decide, append at the revision that was read, and
 * decide again when someone else was faster.
 *
 * @throws Rejected when a rule says no, ZodError when the input does not fit
 */
export async function handleCommand(deps: CommandDeps, request: CommandRequest): Promise<CommandResult> {
  let isUsed = false
  const recall: Recall = (stream, isNew) => {
    const slice = deps.memory.recall(stream) ?? (isNew ? ASSUMED : undefined)
    isUsed ||= slice !== undefined
    return slice
  }
  try {
    return await carryOut(deps, request, recall)
  } catch (error) {
    // What is remembered may be a moment old: a no has to stand on what the store says now.
    if (!(error instanceof Unsure || (error instanceof Rejected && isUsed))) throw error
    return carryOut(deps, request)
  }
}

/** A stream that is new as a rule is not read to see it: the append will tell. */
const ASSUMED: StreamSlice = { ...NEW_STREAM, isRemembered: true }

/** A stream as this process remembers it; with `isNew` it is new as a rule, and need not be known. */
type Recall = (stream: string, isNew: boolean) => StreamSlice | undefined

async function carryOut(
  deps: CommandDeps,
  request: CommandRequest,
  recall: Recall = () => undefined,
): Promise<CommandResult> {
  const known = commandTypes.get(request.type)
  if (!known) throw new Rejected('NOT_FOUND', `There is no command ${request.type}.`)
  const { aggregate, spec } = known
  authorise(request.actor, spec.roles, scopeOfCommand(request.type))
  const isThere = spec.continues && Input.parse(request.input)[aggregate.idField] !== undefined
  const isNew = (spec.creates || spec.once) === true && !isThere
  const load = async (stream: string, mayBeNew = isNew) => recall(stream, mayBeNew) ?? deps.memory.latest(stream)
  const work = await prepareCommand({ ...deps, load }, request, aggregate, spec)
  const { id } = work
  if ('answer' in work) return answerOf(spec, id, work.answer)
  const stream = streamOf(aggregate, id)
  const commandId = commandIdOf(request, stream)
  for (let tries = 1; ; tries += 1) {
    const slice = await load(stream, isNew && tries === 1)
    const decision = { aggregate, spec, command: work.command, commandId, stream, slice }
    const result = await decideAndAppend(deps, request, decision).catch(retry)
    if (result) return answerOf(spec, id, result.repeated ? result : { ...result, ...work.told })
    if (tries === MAX_TRIES) throw new Rejected('CONFLICT', 'Many people are changing this at once. Try again.')
    // A pause of any length lets a crowd at one stream through one after another.
    await delay(Math.random() * Math.min(2 ** tries, MAX_PAUSE_MS))
  }
}

const retry = (error: unknown): undefined => {
  if (!(error instanceof WrongRevision)) throw error
}

const answerOf = (spec: AnySpec, id: string, result: Omit<CommandResult, 'id'>): CommandResult => ({
  id,
  ...result,
  ...(spec.job ? { jobId: id } : {}),
})

interface Decision {
  aggregate: Aggregate
  spec: AnySpec
  command: Fields
  commandId: string
  stream: string
  slice: StreamSlice
}

async function decideAndAppend(
  { store, memory, now }: CommandDeps,
  request: CommandRequest,
  { aggregate, spec, command, commandId, stream, slice }: Decision,
): Promise<Omit<CommandResult, 'id'>> {
  const done = doneBefore(spec, slice, commandId)
  if (done) return done
  const state = slice.events.reduce<unknown>((s, event) => aggregate.evolve(s, event as DomainEvent), aggregate.initial)
  const merchantId = tenantOf(aggregate, spec, state, command, request.actor)
  const at = now()
  const events = spec.decide(command, state, { now: at, merchantId }) as DomainEvent<string, Fields>[]
  if (events.length === 0 && slice.isRemembered)
    throw new Unsure(`nothing is to be done to ${stream} as it is remembered`)
  if (events.length === 0) return repeated(slice, slice.events)
  const cause: Cause = {
    commandId,
    correlationId: request.correlationId ?? commandId,
    causationId: request.causationId ?? commandId,
    merchantId,
    actor: request.actor.accountId,
    now: at,
    ...(request.actor.via ? { client: request.actor.via.clientId } : {}),
    ...(request.traceparent ? { traceparent: request.traceparent } : {}),
  }
  // As a rule nothing comes to an entry after its first event, so it need not be remembered.
  const { append } = spec.once && slice.revision < 0 ? store : memory
  const { revision, position } = await append(stream, slice, events, cause)
  const answers = pick(events[0]?.data, spec.answers)
  return { revision, position, repeated: false, events: events.map(({ type }) => type), ...answers }
}

/**
 * Whose data this is. Another merchant's is answered as if it did not exist. What the public may do is done to the
 * merchant it concerns: one who takes part in another shop's promotion does not act for the own shop.
 */
function tenantOf(aggregate: Aggregate, spec: AnySpec, state: unknown, command: Fields, actor: Actor): string {
  const owner = aggregate.merchantOf(state)
  const isTenant = (actor.role === 'owner' || actor.role === 'staff') && !spec.roles.includes('public')
  if (isTenant && owner !== undefined && owner !== actor.merchantId) throw spec.foreign?.() ?? notFound(aggregate.name)
  return owner ?? (isTenant ? actor.merchantId : String(command.merchantId ?? ''))
}

const notFound = (name: string) => new Rejected(`${name.toUpperCase()}_NOT_FOUND`, `There is no such ${name}.`)
