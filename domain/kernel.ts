import { z } from 'zod'

/** A business rule said no. `code` is a key of the one error table; `message` is a sentence for people. */
export class Rejected extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'Rejected'
    this.code = code
  }
}

/** A domain event before it is stored: its type and its data. */
export interface DomainEvent<T extends string = string, D = unknown> {
  type: T
  data: D
}

/** Who may send a command. `public` needs no token, `system` is a saga. */
export type Role = 'owner' | 'staff' | 'auditor' | 'operator' | 'public' | 'system'

/** What time and who, handed to a decision as data. `now` is an ISO instant. */
export interface DecideContext {
  now: string
  merchantId: string
}

/** An event type as a value: its schema, its current version, and whether integrators may see it. */
export interface EventSpec {
  v: number
  schema: z.ZodObject
  /** Left out of the integrators' subjects when false. */
  public: boolean
  /** The data field that names the person whose key encrypts the personal fields; needed as soon as the schema marks one. */
  subjectField?: string
  /** From each older version to the next: `{1: (v1) => v2}`. */
  upcast?: Record<number, (data: Record<string, unknown>) => Record<string, unknown>>
}

type Shapes = Record<string, z.ZodObject>
type EventMap<E extends Shapes> = { [K in keyof E & string]: DomainEvent<K, z.infer<E[K]>> }
/** The union of an aggregate's events. */
export type EventOf<E extends Shapes> = EventMap<E>[keyof E & string]

/** Events of an aggregate that are alike in all but their schema; as a rule in their first version and public. */
export const eventsOf = (
  shapes: Shapes,
  alike: Omit<EventSpec, 'schema'> = { v: 1, public: true },
): Record<string, EventSpec> =>
  Object.fromEntries(Object.entries(shapes).map(([type, schema]) => [type, { ...alike, schema }]))

/** One command type: what it takes, who may send it, which stream it goes to, and its decision. */
export interface CommandSpec<State, Event extends DomainEvent, S extends z.ZodObject = z.ZodObject> {
  schema: S
  roles: readonly Role[]
  /** One sentence for the API document. */
  summary: string
  /** The field that names the aggregate; made by the server when the caller leaves it out and `creates` is true. */
  creates?: boolean
  /** A caller who does name one means one that is there. */
  continues?: boolean
  /** As a rule it is the first and only one of its stream, as an entry is. */
  once?: boolean
  /** Its id is a job's id too: the work goes on after the answer. */
  job?: boolean
  /** Fields of its first event that its answer carries too. */
  answers?: readonly string[]
  /** Refuses when the aggregate is another merchant's; left out, it is answered as if it did not exist. */
  foreign?: () => Rejected
  decide(command: z.infer<S>, state: State, context: DecideContext): Event[]
}

/** One aggregate: a pure decision model over one stream. */
export interface Aggregate<State = unknown, Event extends DomainEvent = DomainEvent> {
  name: string
  /** Command field that carries the aggregate's id; the stream is `<name>-<id>`. */
  idField: string
  initial: State
  events: Record<string, EventSpec>
  commands: Record<string, CommandSpec<State, Event>>
  evolve(state: State, event: Event): State
  /** The tenant that owns this state; undefined while it does not exist. */
  merchantOf(state: State): string | undefined
}

/** Marks a field as personal data: encrypted at rest under its subject's key, never sent to integrators. */
export const personal = <S extends z.ZodType>(schema: S): S => schema.meta({ personal: true }) as S

/** Whether a schema was marked with {@link personal}. */
export const isPersonal = (schema: z.ZodType): boolean => schema.meta()?.personal === true

/** Marks a field as ours alone: stored as it is, never sent to integrators. */
export const internal = <S extends z.ZodType>(schema: S): S => schema.meta({ internal: true }) as S

/** Whether a field never leaves: it is somebody's, or ours alone. */
export const isInternal = (schema: z.ZodType): boolean => isPersonal(schema) || schema.meta()?.internal === true

const personalFieldsOf = new WeakMap<z.ZodObject, string[]>()

/** Names of the personal fields at the top level of an event's schema. */
export function personalFields(schema: z.ZodObject): string[] {
  const known = personalFieldsOf.get(schema)
  if (known) return known
  const names = Object.entries(schema.shape)
    .filter(([, field]) => isPersonal(field as z.ZodType))
    .map(([name]) => name)
  personalFieldsOf.set(schema, names)
  return names
}

/**
 * Folds recorded events into a state; an event without a case changes nothing.
 *
 * @param cases one function per event type that matters to the state
 */
export const evolveBy =
  <State, Event extends DomainEvent>(
    cases: {
      [K in Event['type']]?: (state: State, data: Extract<Event, { type: K }>['data']) => State
    },
  ) =>
  (state: State, event: Event): State => {
    const apply = cases[event.type as Event['type']] as ((state: State, data: unknown) => State) | undefined
    return apply ? apply(state, event.data) : state
  }

/** Builds one command spec with its data type inferred from the schema. */
export const commandsOf =
  <State, Event extends DomainEvent>() =>
  <S extends z.ZodObject>(spec: CommandSpec<State, Event, S>): CommandSpec<State, Event> =>
    spec as unknown as CommandSpec<State, Event>

/** Throws {@link Rejected} unless the rule holds. */
export function rule(holds: boolean, code: string, message: string): asserts holds {
  if (!holds) throw new Rejected(code, message)
}

/** One address, one account, whatever shop it belongs to. */
export const emailTaken = () =>
  new Rejected('EMAIL_TAKEN', 'An account with this e-mail address exists already. Sign in instead.')

/** An identifier made of characters that are safe in stream names, subjects and addresses. */
export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, - and _ only, 64 at most')
/** An instant, ISO 8601 in UTC. */
export const Instant = z.iso.datetime()
/** Won, whole and not negative. */
export const Won = z.int().min(0).max(1_000_000_000)
