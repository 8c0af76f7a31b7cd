import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeadlineExceededError, type EventStoreDBClient, NO_STREAM, StreamNotFoundError } from '@eventstore/db-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collect, connect, events, newStream, spawnStore } from './test-support.ts'

let data: string
let child: ChildProcess
let client: EventStoreDBClient
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'eventstore-'))
  const spawned = await spawnStore(data)
  child = spawned.process
  client = connect(spawned.port)
  // The connection and the list of methods are there before the server is frozen.
  await client.appendToStream(newStream(), events(1))
  await client.appendToStream(newStream(), events(1), classic)
})
afterAll(async () => {
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
  await client.dispose()
  rmSync(data, { recursive: true })
})

/** Runs something while the server is frozen. */
async function frozen<T>(run: () => Promise<T>): Promise<T> {
  child.kill('SIGSTOP')
  try {
    return await run()
  } finally {
    child.kill('SIGCONT')
  }
}

const classic = { credentials: { username: 'a', password: 'b' } }
const failure = (promise: Promise<unknown>) => promise.then(() => undefined).catch((error: unknown) => error)

/**
 * What a deadline of the client ended may have been done, or not: here as on the real server. The official client sets
 * none on reads and subscriptions, whatever its caller asks for.
 */
describe('a deadline of the client', () => {
  it.each([
    ['delete', (stream: string) => client.deleteStream(stream, { deadline: 150 })],
    ['tombstone', (stream: string) => client.tombstoneStream(stream, { deadline: 150 })],
    ['metadata', (stream: string) => client.setStreamMetadata(stream, { a: 1 }, { ...classic, deadline: 150 })],
  ])('ends a %s', async (_, call) => {
    const stream = newStream()
    await client.appendToStream(stream, events(2))
    expect(await frozen(() => failure(call(stream)))).toBeInstanceOf(DeadlineExceededError)
  })

  it('ends an append, whose retry is written once', async () => {
    const stream = newStream()
    const batch = events(2)
    const late = () => client.appendToStream(stream, batch, { ...classic, deadline: 150, expectedRevision: NO_STREAM })
    expect(await frozen(() => failure(late()))).toBeInstanceOf(DeadlineExceededError)
    const again = await client.appendToStream(stream, batch, { expectedRevision: NO_STREAM })
    expect(again.nextExpectedRevision).toBe(1n)
    expect(await collect(client.readStream(stream))).toHaveLength(2)
  })

  it('of a batch append is kept by the server, which writes nothing after it', async () => {
    const stream = newStream()
    const pending = await frozen(async () => {
      const append = failure(client.appendToStream(stream, events(1), { deadline: 100 }))
      await new Promise((resolve) => setTimeout(resolve, 300))
      return { append }
    })
    expect(await pending.append).toBeInstanceOf(DeadlineExceededError)
    await expect(collect(client.readStream(stream))).rejects.toBeInstanceOf(StreamNotFoundError)
  })
})
