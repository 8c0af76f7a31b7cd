import type { EventStore } from '../adapters/event-store/event-store.ts'
import { emptyInstance, foldInstance, type Instance, type MachineOf } from './instance.ts'
import { type Saga, sagaStream } from './saga.ts'

const CACHED_INSTANCES = 5_000

/** Instances as this process last saw them. */
export interface InstanceCache {
  /** The instance, read from the store unless what is kept is the newest that was heard of; `isNew`: it is not read to see that it has begun. */
  load(saga: Saga, sagaId: string, isNew: boolean): Promise<Instance>
  /** Tells that the log has this revision of a stream: one kept here that is older is read anew before it is used. */
  heard(stream: string, revision: number): void
  forget(stream: string): void
}

/** @param machineOf the machine of a saga by version, for instances that began under an older one */
export function createInstanceCache(
  store: Pick<EventStore, 'readStream'>,
  machineOf: (saga: Saga) => MachineOf,
): InstanceCache {
  const kept = new Map<string, Instance>()
  const reading = new Set<string>()
  /** Newest known revisions of streams that are kept or being read. */
  const newest = new Map<string, number>()

  const read = async (stream: string) => {
    reading.add(stream)
    try {
      return (await store.readStream(stream)).events
    } finally {
      reading.delete(stream)
    }
  }
  const forget = (stream: string) => {
    kept.delete(stream)
    newest.delete(stream)
  }
  return {
    load: async (saga, sagaId, isNew) => {
      const stream = sagaStream(saga.name, sagaId)
      const known = kept.get(stream)
      if (known && known.revision >= (newest.get(stream) ?? -1)) return known
      const events = isNew ? [] : await read(stream)
      const instance = foldInstance(machineOf(saga), emptyInstance(saga.name, sagaId), events)
      if (kept.size >= CACHED_INSTANCES) forget(kept.keys().next().value as string)
      kept.set(stream, instance)
      return instance
    },
    // A process that lost the lease while it was frozen may still have recorded something; what it set going is ours now.
    heard: (stream, revision) => {
      if (kept.has(stream) || reading.has(stream)) newest.set(stream, revision)
    },
    forget,
  }
}
