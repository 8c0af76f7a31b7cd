import type { EventStore } from '../adapters/event-store/event-store.ts'
import { newest } from '../adapters/newest.ts'
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
  /** With the newest revision that was heard of. */
  const kept = newest<{ instance: Instance; heard: number }>(CACHED_INSTANCES)
  /** What was heard of streams while they are being read. */
  const reading = new Map<string, number>()

  const read = async (stream: string) => {
    reading.set(stream, -1)
    try {
      const { events } = await store.readStream(stream)
      return { events, heard: reading.get(stream) ?? -1 }
    } finally {
      reading.delete(stream)
    }
  }
  return {
    load: async (saga, sagaId, isNew) => {
      const stream = sagaStream(saga.name, sagaId)
      const known = kept.get(stream)
      if (known && known.instance.revision >= known.heard) return known.instance
      const { events, heard } = isNew ? { events: [], heard: -1 } : await read(stream)
      const instance = foldInstance(machineOf(saga), emptyInstance(saga.name, sagaId), events)
      kept.set(stream, { instance, heard })
      return instance
    },
    // A process that lost the lease while it was frozen may still have recorded something; what it set going is ours now.
    heard: (stream, revision) => {
      const known = kept.get(stream)
      if (known) known.heard = revision
      if (reading.has(stream)) reading.set(stream, revision)
    },
    forget: kept.delete,
  }
}
