import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { EmbeddedServer } from '../cli.ts'
import { type EventStoreOptions, startEventStore } from './server.ts'

export const connect = (port: number): EventStoreDBClient =>
  EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`)

/** One server and one official client for a test file. */
export function useEventStore(options: Partial<EventStoreOptions> = {}) {
  const context = {} as { server: EmbeddedServer; client: EventStoreDBClient }
  beforeAll(async () => {
    context.server = await startEventStore({ port: 0, data: ':memory:', ...options })
    context.client = connect(context.server.port)
  })
  afterAll(async () => {
    await context.client.dispose()
    await context.server.stop()
  })
  return context
}

/** A data folder for each test of a file, and servers that come and go on it, one after the other. */
export function useFolder() {
  const folder = { data: '', withStore }
  beforeEach(() => {
    folder.data = mkdtempSync(join(tmpdir(), 'eventstore-'))
  })
  afterEach(() => rmSync(folder.data, { recursive: true }))
  async function withStore<T>(use: (client: EventStoreDBClient) => Promise<T>): Promise<T> {
    const server = await startEventStore({ port: 0, data: folder.data })
    const client = connect(server.port)
    try {
      return await use(client)
    } finally {
      await client.dispose()
      await server.stop()
    }
  }
  return folder
}

/** A server in a process of its own, ready; whoever asks for it ends it. */
export async function spawnStore(data: string, ...flags: string[]): Promise<{ process: ChildProcess; port: number }> {
  const main = join(import.meta.dirname, 'main.ts')
  const process = fork(main, ['--port', '0', '--data', data, ...flags], { execArgv: [], stdio: 'ignore' })
  const [message] = await once(process, 'message')
  return { process, port: (message as { ready: number }).ready }
}

export const newStream = (category = 'test'): string => `${category}-${randomUUID()}`

export const events = (count: number, type = 'Happened') =>
  Array.from({ length: count }, (_, n) => jsonEvent({ type, data: { n } }))

export async function collect<T>(source: AsyncIterable<T>, count = Infinity): Promise<T[]> {
  const found: T[] = []
  for await (const one of source) {
    found.push(one)
    if (found.length >= count) break
  }
  return found
}

/** Asks again until it holds: for what the server does on its own time. */
export async function eventually<T>(look: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const value = await look()
    if (holds(value) || Date.now() > deadline) return value
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
