import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import type { EmbeddedServer } from '../cli.ts'
import { credentialsFor } from './commands/auth.ts'
import type { Parts } from './commands/command.ts'
import { Cursors } from './commands/cursors.ts'
import { Catalog } from './storage/catalog.ts'
import { Database, type Durability } from './storage/database.ts'
import { sweepExpired, TTL_BATCH } from './storage/ttl.ts'
import { serve } from './wire/connection.ts'

export interface MongoOptions {
  /** Loopback port; 0 picks a free one. */
  port: number
  /** A folder, or ':memory:'. */
  data: string
  username?: string
  password?: string
  /** FULL survives a power cut, NORMAL (the default) a killed process. */
  synchronous?: Durability
  /** How often expired documents are looked for. */
  ttlIntervalMs?: number
}

const TTL_INTERVAL = 10_000
const CURSOR_SWEEP = 60_000
const SWEEP_PAUSE = 20

/** Starts the server on the loopback interface. */
export async function startMongo(options: MongoOptions): Promise<EmbeddedServer> {
  const { port, data, username, password, synchronous = 'NORMAL', ttlIntervalMs = TTL_INTERVAL } = options
  if (!username !== !password) throw new Error('give both a username and a password, or neither')
  const database = new Database(data, synchronous)
  const credentials = username && password ? credentialsFor(username, password) : undefined
  const parts: Parts = { catalog: new Catalog(database), cursors: new Cursors(), credentials }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket, parts, { id: ++connections, authenticated: !credentials })
  })
  let connections = 0
  await listen(server, port)
  const timers = [every(ttlIntervalMs, () => sweep(parts.catalog)), every(CURSOR_SWEEP, () => parts.cursors.sweep())]
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      timers.forEach(clearInterval)
      database.commit()
      const closed = new Promise((done) => server.close(done))
      for (const socket of sockets) socket.destroySoon()
      await closed
      database.close()
    },
  }
}

/** Sweeps until nothing is left, with pauses for the others. */
function sweep(catalog: Catalog): void {
  if (sweepExpired(catalog) >= TTL_BATCH) setTimeout(() => sweep(catalog), SWEEP_PAUSE).unref()
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', failed)
    server.listen(port, '127.0.0.1', done)
  })
}

function every(millis: number, task: () => unknown): NodeJS.Timeout {
  const run = () => {
    try {
      task()
    } catch (error) {
      console.error('mongo: housekeeping failed', error)
    }
  }
  return setInterval(run, millis).unref()
}
