import type { AnyStateMachine } from 'xstate'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'

/** What a machine receives: JSON only, since it is recorded. `at` (ISO instant) is added when it is received. */
export type SagaInput = { type: string } & Record<string, unknown>

/** One instance that an event concerns. */
export interface Routed {
  sagaId: string
  /** True when this event begins the instance; `input` is then the machine's input as well. */
  starts?: boolean
  input: SagaInput
}

/** Something to be done in the world, requested by a machine's `effect` action. */
export type Effect = { type: string } & Record<string, unknown>

/** A process manager: a pure machine, and which instances of it an event concerns. */
export interface Saga {
  name: string
  /** Stamped on an instance when it starts; it stays with that version of the machine to its end. */
  version: number
  machine: AnyStateMachine
  routes: Record<string, (event: RecordedEvent) => Routed[]>
}

/** What an effect's handler is told. */
export interface EffectContext {
  /** Stable over every try: the idempotency key towards the outside and towards our own commands. */
  effectId: string
  /** True when it may have been tried before (a crash, a failed try): ask before doing it again. */
  recovered: boolean
  merchantId: string
  correlationId: string
  signal: AbortSignal
}

/** Does one type of effect. It may be called again with the same effect id; a throw means "try again later". */
export type EffectHandler<E = Effect> = (effect: E, context: EffectContext) => Promise<void>

/** The stream that is an instance's log. */
export const sagaStream = (saga: string, sagaId: string): string => `saga-${saga}-${sagaId}`

/** A route for events that name their instance in one field; the event's own data is the input. */
export const toSaga =
  (idField: string, { starts = false } = {}) =>
  ({ type, data }: RecordedEvent): Routed[] => [{ sagaId: String(data[idField]), starts, input: { ...data, type } }]
