import { type Db, MongoClient } from 'mongodb'
import { afterAll, beforeAll } from 'vitest'
import type { EmbeddedServer } from '../../cli.ts'
import { type MongoOptions, startMongo } from '../server.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests look at documents of every shape
export type Loose = any

/** A server in this process and the official driver on it, for the tests of one file. */
export function mongo(options: Partial<MongoOptions> = {}) {
  const own = {} as { server: EmbeddedServer; client: MongoClient; db: Db; url: string }
  beforeAll(async () => {
    own.server = await startMongo({ port: 0, data: ':memory:', ...options })
    own.url = `mongodb://127.0.0.1:${own.server.port}`
    own.client = await MongoClient.connect(own.url, { ignoreUndefined: true })
    own.db = own.client.db('test')
  })
  afterAll(async () => {
    await own.client.close()
    await own.server.stop()
  })
  let made = 0
  return { own, collection: () => own.db.collection<Loose>(`c${++made}`) }
}

/** What a command is refused with. */
export async function refusal(
  promise: Promise<unknown>,
): Promise<{ code?: number; codeName?: string; message: string }> {
  const error: Loose = await promise.then(
    () => Promise.reject(new Error('not refused')),
    (reason) => reason,
  )
  return error
}
