import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { assign, setup } from 'xstate'
import { z } from 'zod'
import type { EventTypes } from '../adapters/event-store/codec.ts'
import { connectEventStore } from '../adapters/event-store/connect.ts'
import type { AuditStore, EventStore } from '../adapters/event-store/event-store.ts'
import { connectMongo, type Mongo } from '../adapters/mongo/connect.ts'
import { startEventStore } from '../embedded/eventstore/server.ts'
import { startMongo } from '../embedded/mongo/server.ts'
import { type SagaRunner, startSagas } from './runner.ts'
import type { Effect, EffectContext, EffectHandler, Saga } from './saga.ts'
import { sagaEventTypes } from './saga-events.ts'
import type { WorkRow } from './work.ts'

const Ordered = z.object({ orderId: z.string(), at: z.iso.datetime(), waitMs: z.int() })
const spec = { v: 1, schema: Ordered, public: false }
const types: EventTypes = new Map([
  ...['Ordered', 'Touched'].map((type) => [type, { spec }] as const),
  ...sagaEventTypes,
])
const noKeys = {
  find: async () => undefined,
  findOrCreate: () => Promise.reject(new Error('no keys')),
  erase: async () => {},
}

interface Context {
  orderId: string
  touched: number
  waitMs: number
}
/** A small saga: cooks at once, serves after a wait, and does something for every touch. */
export const kitchen: Saga = {
  name: 'kitchen',
  version: 1,
  machine: setup({
    types: { context: {} as Context, input: {} as Context },
    actions: {
      effect: (_, _effect: Effect) => {},
      count: assign({ touched: ({ context }: { context: Context }) => context.touched + 1 }),
    },
    delays: { wait: ({ context }) => context.waitMs },
  }).createMachine({
    context: ({ input: { orderId, waitMs } }) => ({ orderId, waitMs, touched: 0 }),
    initial: 'cooking',
    states: {
      cooking: {
        entry: { type: 'effect', params: ({ context }) => ({ type: 'cook', orderId: context.orderId }) },
        after: { wait: 'serving' },
      },
      serving: { entry: { type: 'effect', params: ({ context }) => ({ type: 'serve', orderId: context.orderId }) } },
    },
    on: {
      Touched: {
        actions: ['count', { type: 'effect', params: ({ context }) => ({ type: 'note', touched: context.touched }) }],
      },
    },
  }),
  routes: {
    Ordered: ({ data, type }) => [{ sagaId: String(data.orderId), starts: true, input: { ...data, type } }],
    Touched: ({ data, type }) => [{ sagaId: String(data.orderId), input: { ...data, type } }],
  },
}

export interface Servers {
  store: EventStore & AuditStore
  mongo: Mongo
  /** Appends an event of the kitchen. */
  append(type: 'Ordered' | 'Touched', orderId: string, waitMs?: number): Promise<void>
  /** Stops what a test has started, also one that failed. */
  stops: Set<() => Promise<void>>
}

/** A real store and a real table for the tests of one file. */
export function serversForTests(): Servers {
  const servers = {} as Servers
  let stop = async () => {}
  beforeAll(async () => {
    const [eventStore, mongoServer] = [
      await startEventStore({ port: 0, data: ':memory:' }),
      await startMongo({ port: 0, data: ':memory:' }),
    ]
    const url = `esdb://127.0.0.1:${eventStore.port}?tls=false`
    const store = connectEventStore({ url, types, keys: noKeys, onError: () => {} })
    const mongo = await connectMongo({ url: `mongodb://127.0.0.1:${mongoServer.port}` })
    const append: Servers['append'] = async (type, orderId, waitMs = 60_000) => {
      const [id, now] = [crypto.randomUUID(), new Date().toISOString()]
      const cause = { correlationId: id, causationId: id, merchantId: 'm1', actor: 'a1', now }
      const stream = `order-${orderId}`
      await store.append(stream, await store.readStream(stream), [{ type, data: { orderId, at: now, waitMs } }], cause)
    }
    Object.assign(servers, { store, mongo, append, stops: new Set() })
    stop = async () => {
      await Promise.all([store.close(), mongo.close()])
      await Promise.all([eventStore.stop(), mongoServer.stop()])
    }
  })
  afterEach(() => Promise.all([...servers.stops].map((end) => end())))
  afterAll(() => stop())
  return servers
}

export interface Done {
  type: string
  effect: Effect
  context: EffectContext
}
/** A saga role that can be stopped and started again on the same table, and notes what its handlers do. */
export function createRole({ store, mongo, stops }: Servers, name: string) {
  const work = mongo.db.collection<WorkRow>(`work_${name}`)
  const checkpoints = mongo.db.collection<{ _id: string; position: number }>(`checkpoints_${name}`)
  const done: Done[] = []
  const errors: unknown[] = []
  const role = {
    done,
    errors,
    work,
    checkpoints,
    store: store as EventStore,
    /** What a handler does before it counts as done; tests put faults here. */
    before: async (_: Done): Promise<void> => {},
    now: () => new Date().toISOString(),
    stop: async () => {},
    start: (): SagaRunner => {
      const end = new AbortController()
      const handler =
        (type: string): EffectHandler =>
        async (effect, context) => {
          await role.before({ type, effect, context })
          done.push({ type, effect, context })
        }
      const handlers = Object.fromEntries(['cook', 'serve', 'note'].map((type) => [type, handler(type)]))
      const runner = startSagas({
        store: role.store,
        sagas: [kitchen],
        handlers,
        work,
        checkpoints,
        now: () => role.now(),
        signal: end.signal,
        onError: (error) => errors.push(error),
      })
      role.stop = async () => {
        end.abort()
        await runner.stopped
        stops.delete(role.stop)
      }
      stops.add(role.stop)
      return runner
    },
    doneOf: (orderId: string, type: string) =>
      done.filter((one) => one.type === type && one.effect.orderId === orderId),
  }
  return role
}

/** Waits for a condition. */
export async function until(holds: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; !(await holds()); await delay(5))
    if (Date.now() > end) throw new Error('it did not come about in time')
}
