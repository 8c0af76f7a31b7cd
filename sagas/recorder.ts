import type { EventStore, NewEvent } from '../adapters/event-store/event-store.ts'
import { WrongRevision } from '../adapters/event-store/event-store.ts'
import { applyStep, type Instance, type MachineOf, type Step, step } from './instance.ts'
import { createInstanceCache, type InstanceCache } from './instance-cache.ts'
import { type Saga, type SagaInput, sagaStream } from './saga.ts'
import { createTurns } from './turns.ts'

/** Why something is recorded: the event or effect behind it, and whose it is. */
export interface Origin {
  source: string
  correlationId: string
  merchantId: string
}

/** Writes what sagas receive and do, each instance strictly one thing after another. */
export interface Recorder {
  /** Tells that the log has this revision of a saga's stream: one kept here that is older is read anew before it is used. */
  heard(stream: string, revision: number): void
  /** Gives an input to an instance; one that has not begun takes it only when `starts`. */
  receive(saga: Saga, sagaId: string, input: SagaInput, starts: boolean, origin: Origin): Promise<void>
  /** A timer came due; a timer that was cancelled or set anew since is dropped. */
  timerDue(
    saga: Saga,
    sagaId: string,
    timerId: string,
    scheduledBy: string,
    origin: Omit<Origin, 'source'>,
  ): Promise<void>
  effectDone(
    saga: Saga,
    sagaId: string,
    effectId: string,
    outcome: string,
    origin: Omit<Origin, 'source'>,
  ): Promise<void>
}

const MAX_TRIES = 10

/** What is appended to an instance's stream, and the snapshot after it where that changes. */
type Change = { events: NewEvent[]; snapshot?: Step['snapshot'] }

/** One change that is wanted of an instance. */
interface Wanted {
  saga: Saga
  sagaId: string
  origin: Origin
  /** What is about to begin is not read to see that: the append tells if it has begun before. */
  starts?: boolean
  /** undefined when there is nothing to change. */
  decide: (instance: Instance) => Change | undefined
}

interface RecorderParts {
  store: EventStore
  instances: InstanceCache
  now: () => string
}

/** @param machineOf the machine of a saga by version, for instances that began under an older one */
export function createRecorder(store: EventStore, machineOf: (saga: Saga) => MachineOf, now: () => string): Recorder {
  const instances = createInstanceCache(store, machineOf)
  const inTurn = createTurns()
  const change = (wanted: Wanted) =>
    inTurn(sagaStream(wanted.saga.name, wanted.sagaId), () => record({ store, instances, now }, wanted))
  return {
    heard: instances.heard,
    receive: (saga, sagaId, input, starts, origin) => {
      const decide = (instance: Instance) =>
        instance.snapshot === undefined && !starts
          ? undefined
          : step(saga, machineOf(saga), instance, { input, source: origin.source, now: now() })
      return change({ saga, sagaId, origin, starts, decide })
    },
    timerDue: (saga, sagaId, timerId, scheduledBy, origin) => {
      const due = { input: { type: timerId }, source: scheduledBy, timerId }
      const decide = (instance: Instance) =>
        instance.timers.get(timerId) === scheduledBy
          ? step(saga, machineOf(saga), instance, { ...due, now: now() })
          : undefined
      return change({ saga, sagaId, origin: { ...origin, source: scheduledBy }, decide })
    },
    effectDone: (saga, sagaId, effectId, outcome, origin) => {
      const done = { type: 'SagaEffectDone', data: { saga: saga.name, sagaId, effectId, outcome } }
      const decide = (instance: Instance) => (instance.pending.has(effectId) ? { events: [done] } : undefined)
      return change({ saga, sagaId, origin: { ...origin, source: `${effectId}/done` }, decide })
    },
  }
}

/** Appends one change; on a conflict the instance is read anew and the change decided again. */
async function record(parts: RecorderParts, { saga, sagaId, origin, starts = false, decide }: Wanted): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const instance = await parts.instances.load(saga, sagaId, starts && tries === 1)
    const change = decide(instance)
    if (!change) return
    try {
      return await append(parts, instance, origin, change)
    } catch (error) {
      parts.instances.forget(sagaStream(saga.name, sagaId))
      if (!(error instanceof WrongRevision) || tries === MAX_TRIES) throw error
    }
  }
}

async function append(
  { store, now }: RecorderParts,
  instance: Instance,
  { source, correlationId, merchantId }: Origin,
  { events, snapshot }: Change,
): Promise<void> {
  const actor = `saga:${instance.saga}`
  const cause = { correlationId, causationId: source, merchantId, actor, now: now() }
  const stream = sagaStream(instance.saga, instance.sagaId)
  const { revision, hash, recorded } = await store.append(stream, instance, events, cause)
  applyStep(instance, recorded(), snapshot)
  instance.revision = revision
  instance.hash = hash
}
