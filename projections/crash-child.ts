import type { Db } from 'mongodb'
import { connectEventStore } from '../adapters/event-store/connect.ts'
import { connectMongo } from '../adapters/mongo/connect.ts'
import { eventTypes } from '../domain/index.ts'
import { startProjections } from './runner.ts'
import { views } from './views.ts'

/** A runner for the crash test: kills itself without a word at the given write, or ends with 0 once it has caught up. */
const [eventStoreUrl, mongoUrl, where, count] = process.argv.slice(2) as [string, string, string, string]
const ROWS = ['insertMany', 'bulkWrite'] as const
const FAULTS: Record<string, { methods: readonly string[]; collection: RegExp; after: boolean }> = {
  'before-rows': { methods: ROWS, collection: /./, after: false },
  'after-rows': { methods: ROWS, collection: /./, after: true },
  'before-checkpoint': { methods: ['updateMany'], collection: /^checkpoints$/, after: false },
  'after-checkpoint': { methods: ['updateMany'], collection: /^checkpoints$/, after: true },
}
const fault = FAULTS[where]
let left = Number(count)

function die(): boolean {
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
  return true
}

/** The real database, with a death at the chosen call. */
const faulty = (db: Db): Db =>
  new Proxy(db, {
    get: (target, name) => {
      const value = Reflect.get(target, name)
      if (name !== 'collection') return typeof value === 'function' ? value.bind(target) : value
      return (...args: Parameters<Db['collection']>) => {
        const collection = target.collection(...args)
        if (!fault?.collection.test(collection.collectionName)) return collection
        const methods = collection as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>
        for (const method of fault.methods) {
          const original = methods[method]
          methods[method] = async (...given) => {
            if (!fault.after) die()
            const result = await original?.apply(collection, given)
            if (fault.after) die()
            return result
          }
        }
        return collection
      }
    },
  })

const mongo = await connectMongo({ url: mongoUrl })
const keys = {
  find: async () => undefined,
  findOrCreate: () => Promise.reject(new Error('no keys')),
  erase: async () => {},
}
const onError = (error: unknown) => console.error(error)
const eventStore = connectEventStore({ url: eventStoreUrl, types: eventTypes, keys, onError })
const { signal } = new AbortController()
const now = () => new Date().toISOString()
await startProjections({ db: faulty(mongo.db), eventStore, views, now, signal, onError }).caughtUp
process.exit(0)
