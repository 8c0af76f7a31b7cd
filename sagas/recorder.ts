import { randomUUID } from 'node:crypto'
import type { EventStore, NewEvent } from '../adapters/event-store/event-store.ts'
import { WrongRevision } from '../adapters/event-store/event-store.ts'
import {
  applyStep,
  emptyInstance,
  foldInstance,
  type Instance,
  type MachineOf,
  type Step,
  step,
  withIds,
} from './instance.ts'
import { type Saga, type SagaInput, sagaStream } from './saga.ts'

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

const CACHED_INSTANCES = 5_000
const MAX_TRIES = 10

/** @param machineOf the machine of a saga by version, for instances that began under an older one */
export function createRecorder(store: EventStore, machineOf: (saga: Saga) => MachineOf, now: () => string): Recorder {
  const cache = new Map<string, Instance>()
  const queues = new Map<string, Promise<void>>()
  /** Newest known revisions of streams that are kept or being read. */
  const newest = new Map<string, number>()

  /** What is about to begin is not read to see that: the append tells if it has begun before. */
  const load = async (saga: Saga, sagaId: string, isNew: boolean): Promise<Instance> => {
    const stream = sagaStream(saga.name, sagaId)
    const cached = cache.get(stream)
    if (cached && cached.revision >= (newest.get(stream) ?? -1)) return cached
    const { events } = isNew ? { events: [] } : await store.readStream(stream)
    const instance = foldInstance(machineOf(saga), emptyInstance(saga.name, sagaId), events)
    if (cache.size >= CACHED_INSTANCES) forget(cache.keys().next().value as string)
    cache.set(stream, instance)
    return instance
  }
  const forget = (stream: string) => {
    cache.delete(stream)
    newest.delete(stream)
  }

  const append = async (
    instance: Instance,
    origin: Origin,
    { events, snapshot }: { events: NewEvent[]; snapshot?: Step['snapshot'] },
  ) => {
    const stream = sagaStream(instance.saga, instance.sagaId)
    // Ids that no other append has: two recorders at the change of a lease, or a second try of one that did not hear of
    // its first, must collide and read anew. The store would take the one's append for the other's repeated, and leave it
    // with a hash that was never stored.
    const commandId = randomUUID()
    const { correlationId, merchantId, source } = origin
    const cause = {
      commandId,
      correlationId,
      causationId: source,
      merchantId,
      actor: `saga:${instance.saga}`,
      now: now(),
    }
    const { revision, hash } = await store.append(stream, instance, events, cause)
    applyStep(instance, withIds(commandId, events), snapshot)
    instance.revision = revision
    instance.hash = hash
  }

  /** Runs one change of an instance after all earlier ones; on a conflict the cached instance is read anew. */
  const enqueue = (
    saga: Saga,
    sagaId: string,
    origin: Origin,
    decide: (i: Instance) => Step | { events: NewEvent[] } | undefined,
    starts = false,
  ) => {
    const stream = sagaStream(saga.name, sagaId)
    const run = async () => {
      for (let tries = 1; ; tries += 1) {
        const instance = await load(saga, sagaId, starts && tries === 1)
        const change = decide(instance)
        if (!change) return
        try {
          return await append(instance, origin, change)
        } catch (error) {
          forget(stream)
          if (!(error instanceof WrongRevision) || tries === MAX_TRIES) throw error
        }
      }
    }
    const turn = (queues.get(stream) ?? Promise.resolve()).then(run, run)
    queues.set(stream, turn)
    const leave = () => {
      if (queues.get(stream) === turn) queues.delete(stream)
    }
    turn.then(leave, leave)
    return turn
  }

  return {
    // A process that lost the lease while it was frozen may still have recorded something; what it set going is ours now.
    heard: (stream, revision) => {
      if (cache.has(stream) || queues.has(stream)) newest.set(stream, revision)
    },
    receive: (saga, sagaId, input, starts, origin) =>
      enqueue(
        saga,
        sagaId,
        origin,
        (instance) =>
          instance.snapshot === undefined && !starts
            ? undefined
            : step(saga, machineOf(saga), instance, { input, source: origin.source, now: now() }),
        starts,
      ),
    timerDue: (saga, sagaId, timerId, scheduledBy, origin) =>
      enqueue(saga, sagaId, { ...origin, source: scheduledBy }, (instance) =>
        instance.timers.get(timerId) === scheduledBy
          ? step(saga, machineOf(saga), instance, {
              input: { type: timerId },
              source: scheduledBy,
              timerId,
              now: now(),
            })
          : undefined,
      ),
    effectDone: (saga, sagaId, effectId, outcome, origin) =>
      enqueue(saga, sagaId, { ...origin, source: `${effectId}/done` }, (instance) =>
        instance.pending.has(effectId)
          ? { events: [{ type: 'SagaEffectDone', data: { saga: saga.name, sagaId, effectId, outcome } }] }
          : undefined,
      ),
  }
}
