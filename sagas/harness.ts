import { v5 as uuidV5 } from 'uuid'
import type { NewEvent, RecordedEvent } from '../adapters/event-store/event-store.ts'
import type { DomainEvent } from '../domain/kernel.ts'
import { applyStep, emptyInstance, foldInstance, type Instance, step } from './instance.ts'
import type { Effect, Saga, SagaInput } from './saga.ts'

export const NOW = '2026-11-20T03:00:00.000Z'
const IDS = '5b7f5b0c-61a5-4a39-8f9e-0d8a3f2b7c11'
export const later = (from: string, ms: number) => new Date(Date.parse(from) + ms).toISOString()
const meta = { $correlationId: 'c', $causationId: 'c', merchantId: 'm1', actor: 'a1', at: NOW, v: 1, hash: '' }

/** A domain event as it comes out of the store; equal names are the same event, received again. */
export const recorded = ({ type, data }: DomainEvent, name: string = crypto.randomUUID()): RecordedEvent => {
  const id = uuidV5(name, IDS)
  return { id, type, stream: 's', revision: 0, position: 0, data: data as Record<string, unknown>, meta }
}

/** A timer that was set: by which event, and for when. */
export interface SetTimer {
  timerId: string
  scheduledBy: string
  dueAt: string
}

/** One instance of a saga followed by hand: what it is told, what it asks for, which timers it sets. No store, no clock. */
export function follow(saga: Saga, sagaId: string) {
  const machineOf = () => saga.machine
  const instance = emptyInstance(saga.name, sagaId)
  const log: RecordedEvent[] = []
  const world = { now: NOW }
  const everSet: SetTimer[] = []

  const record = (events: NewEvent[], snapshot: Instance['snapshot']) => {
    const idOf = (index: number) => uuidV5(`${saga.name}/${sagaId}/${log.length + index}`, IDS)
    const named = events.map((event, index) => ({ ...JSON.parse(JSON.stringify(event)), id: idOf(index) }))
    applyStep(instance, named, snapshot)
    for (const { id, type, data } of named) {
      log.push({ id, type, stream: 's', revision: log.length, position: log.length, data, meta })
      if (type === 'SagaTimerScheduled')
        everSet.push({ ...(data as { timerId: string; dueAt: string }), scheduledBy: id })
    }
    return named.flatMap(({ type, data }) => (type === 'SagaEffectRequested' ? [data.effect as Effect] : []))
  }
  const take = (input: SagaInput, source: string, starts: boolean, timerId?: string): Effect[] => {
    if (instance.snapshot === undefined && !starts) return []
    const told = { input, source, now: world.now, ...(timerId ? { timerId } : {}) }
    const change = step(saga, machineOf, instance, told)
    return change ? record(change.events, change.snapshot) : []
  }

  return {
    instance,
    log,
    /** The clock of the story; set it to let time pass. */
    world,
    everSet,
    /** Tells an event; gives the effects that it leads to. */
    see: (event: RecordedEvent): Effect[] =>
      (saga.routes[event.type]?.(event) ?? [])
        .filter((routed) => routed.sagaId === sagaId)
        .flatMap(({ input, starts = false }) => take(input, event.id, starts)),
    timers: (): SetTimer[] =>
      everSet
        .filter(({ timerId, scheduledBy }) => instance.timers.get(timerId) === scheduledBy)
        .toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt)),
    /** Lets a timer come due, also one that has been set anew or cancelled since, as a slow process might. */
    due: ({ timerId, scheduledBy, dueAt }: SetTimer): Effect[] => {
      if (Date.parse(dueAt) > Date.parse(world.now)) world.now = dueAt
      const isSet = instance.timers.get(timerId) === scheduledBy
      return isSet ? take({ type: timerId }, scheduledBy, false, timerId) : []
    },
    done: (effectId: string) => {
      if (instance.pending.has(effectId))
        record([{ type: 'SagaEffectDone', data: { saga: saga.name, sagaId, effectId, outcome: 'ok' } }], undefined)
    },
    /** What is left after reading the log anew. */
    replayed: () => seen(foldInstance(machineOf, emptyInstance(saga.name, sagaId), log)),
    /** The same of the live instance. */
    lived: () => seen(instance),
    state: () => instance.snapshot?.value,
  }
}
export type Story = ReturnType<typeof follow>

const seen = ({ snapshot, pending, timers, seen: sources, version }: Instance) => ({
  snapshot: JSON.parse(JSON.stringify(snapshot ?? null)),
  pending: [...pending],
  timers: [...timers],
  sources: [...sources],
  version,
})

/** Lets the next timer come due. */
export function nextTimer(story: Story): Effect[] {
  const [next] = story.timers()
  if (!next) throw new Error('no timer is set')
  return story.due(next)
}
