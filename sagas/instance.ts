import { type AnyMachineSnapshot, type AnyStateMachine, initialTransition, transition } from 'xstate'
import type { NewEvent, RecordedEvent } from '../adapters/event-store/event-store.ts'
import type { Effect, Saga, SagaInput } from './saga.ts'
import type { SagaEventData } from './saga-events.ts'

/** One saga instance, folded from its stream. */
export interface Instance {
  saga: string
  sagaId: string
  snapshot: AnyMachineSnapshot | undefined
  version: number
  revision: number
  hash: string
  /** Ids of the events it has received. */
  seen: Set<string>
  /** Armed timers: which event scheduled each. */
  timers: Map<string, string>
  /** Effects requested and not done. */
  pending: Map<string, Effect>
}

/** The machine of a saga in a version; throws when this program no longer knows it. */
export type MachineOf = (version: number) => AnyStateMachine

export const emptyInstance = (saga: string, sagaId: string): Instance => ({
  saga,
  sagaId,
  snapshot: undefined,
  version: 0,
  revision: -1,
  hash: '',
  seen: new Set(),
  timers: new Map(),
  pending: new Map(),
})

/** Events to append for one input, and the snapshot after it; undefined when the input changes nothing. */
export interface Step {
  snapshot: AnyMachineSnapshot
  events: NewEvent[]
}

type Action = { type: string; params?: unknown }
const MAX_ACTIONS = 100
/** Delays are kept within what a date can hold: a century. */
const MAX_DELAY_MS = 100 * 366 * 86_400_000

/**
 * What an instance does with an input: pure, the clock comes as data.
 *
 * @param source id of the event received; received twice, it does nothing the second time
 * @param now ISO instant from which delays count
 */
export function step(
  saga: Saga,
  machineOf: MachineOf,
  instance: Instance,
  { input, source, timerId, now }: { input: SagaInput; source: string; timerId?: string; now: string },
): Step | undefined {
  if (instance.seen.has(source)) return undefined
  const ids = { saga: instance.saga, sagaId: instance.sagaId }
  const received = { ...input, at: now }
  if (instance.snapshot === undefined) {
    const [snapshot, actions] = initialTransition(saga.machine, received)
    const started = { type: 'SagaStarted', data: { ...ids, version: saga.version, source, input: received } }
    return { snapshot, events: [started, ...recorded(instance, actions, now)] }
  }
  if (instance.snapshot.status !== 'active') return undefined
  const [snapshot, actions] = transition(machineOf(instance.version), instance.snapshot, received)
  // An action without a change of state or context leaves the snapshot the same, and is to be done all the same.
  if (snapshot === instance.snapshot && actions.length === 0) return undefined
  const data = { ...ids, source, ...(timerId ? { timerId } : {}), input: received }
  return { snapshot, events: [{ type: 'SagaReceived', data }, ...recorded(instance, actions, now, timerId)] }
}

/** A machine's actions as events. `assign` is never listed, an undelayed `raise` has been done already. */
function recorded(instance: Instance, actions: readonly Action[], now: string, due?: string): NewEvent[] {
  const ids = { saga: instance.saga, sagaId: instance.sagaId }
  if (actions.length > MAX_ACTIONS)
    throw new Error(`${ids.saga} ${ids.sagaId} asks for ${actions.length} actions at once`)
  const armed = new Set([...instance.timers.keys()].filter((timerId) => timerId !== due))
  return actions.flatMap(({ type, params }): NewEvent[] => {
    const { id = '', delay, sendId = '' } = (params ?? {}) as { id?: string; delay?: number; sendId?: string }
    if (type === 'effect') return [{ type: 'SagaEffectRequested', data: { ...ids, effect: params } }]
    if (type === 'xstate.cancel')
      return armed.delete(sendId) ? [{ type: 'SagaTimerCancelled', data: { ...ids, timerId: sendId } }] : []
    if (type !== 'xstate.raise') throw new Error(`${ids.saga} uses the action ${type}, which nothing carries out`)
    if (delay === undefined) return []
    armed.add(id)
    const dueAt = new Date(Date.parse(now) + Math.min(Math.max(0, delay), MAX_DELAY_MS)).toISOString()
    return [{ type: 'SagaTimerScheduled', data: { ...ids, timerId: id, dueAt } }]
  })
}

/** Notes what an append recorded, once it is in the store. */
export function applyStep(
  instance: Instance,
  events: readonly (NewEvent & { id: string })[],
  snapshot: AnyMachineSnapshot | undefined,
): void {
  for (const event of events) noteEvent(instance, event)
  if (snapshot) instance.snapshot = snapshot
}

function noteEvent(instance: Instance, { id, type, data }: NewEvent & { id: string }): void {
  const { source, timerId, effectId, effect } = data as {
    source: string
    timerId: string
    effectId: string
    effect: Effect
  }
  if (type === 'SagaStarted') instance.version = (data as SagaEventData<'SagaStarted'>).version
  if (source) instance.seen.add(source)
  if (type === 'SagaReceived' || type === 'SagaTimerCancelled') instance.timers.delete(timerId)
  if (type === 'SagaTimerScheduled') instance.timers.set(timerId, id)
  if (type === 'SagaEffectRequested') instance.pending.set(id, effect)
  if (type === 'SagaEffectDone') instance.pending.delete(effectId)
}

/** Rebuilds an instance from its stream: the inputs run through the machine again, the actions are thrown away. */
export function foldInstance(machineOf: MachineOf, instance: Instance, events: readonly RecordedEvent[]): Instance {
  for (const event of events) {
    noteEvent(instance, event)
    if (event.type === 'SagaStarted')
      instance.snapshot = initialTransition(machineOf(instance.version), event.data.input as SagaInput)[0]
    if (event.type === 'SagaReceived' && instance.snapshot)
      instance.snapshot = transition(machineOf(instance.version), instance.snapshot, event.data.input as SagaInput)[0]
    instance.revision = event.revision
    instance.hash = event.meta.hash
  }
  return instance
}
