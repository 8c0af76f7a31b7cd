import { afterAll, beforeAll } from 'vitest'
import type { EmbeddedServer } from '../../embedded/cli.ts'
import { startMongo } from '../../embedded/mongo/server.ts'
import { connectMongo, type Mongo } from './connect.ts'

/** One embedded MongoDB for a test file, and ourselves connected to it. */
export function useMongo() {
  const context = {} as { server: EmbeddedServer; mongo: Mongo }
  beforeAll(async () => {
    context.server = await startMongo({ port: 0, data: ':memory:' })
    context.mongo = await connectMongo({ url: `mongodb://127.0.0.1:${context.server.port}` })
  })
  afterAll(async () => {
    await context.mongo.close()
    await context.server.stop()
  })
  return context
}
