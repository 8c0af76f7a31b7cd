import { once } from 'node:events'
import { type EventStoreDBClient, NO_STREAM } from '@eventstore/db-client'
import { expect, it } from 'vitest'
import { startEventStore } from './server.ts'
import { collect, connect, events, newStream, spawnStore, useFolder } from './test-support.ts'

const folder = useFolder()
const { withStore } = folder

const everything = (client: EventStoreDBClient) => collect(client.readAll())

it('keeps events, positions, heads, metadata and deletions over a restart', async () => {
  const [stream, deleted, gone] = [newStream(), newStream(), newStream()]
  const batch = events(5)
  const before = await withStore(async (client) => {
    await client.appendToStream(stream, batch)
    await client.setStreamMetadata(stream, { truncateBefore: 2 })
    for (const one of [deleted, gone]) await client.appendToStream(one, events(2))
    await client.deleteStream(deleted)
    await client.tombstoneStream(gone)
    return everything(client)
  })
  await withStore(async (client) => {
    expect((await everything(client)).slice(0, before.length)).toEqual(before)
    expect(await collect(client.readStream(stream))).toHaveLength(3)
    await expect(collect(client.readStream(deleted))).rejects.toThrow()
    await expect(client.appendToStream(gone, events(1))).rejects.toThrow()
    expect((await client.appendToStream(deleted, events(1))).nextExpectedRevision).toBe(2n)
    expect((await client.appendToStream(stream, batch)).nextExpectedRevision).toBe(4n)
    const next = await client.appendToStream(stream, events(1), { expectedRevision: 4n })
    expect(next.nextExpectedRevision).toBe(5n)
    const all = await everything(client)
    expect(all.map(({ commitPosition }) => Number(commitPosition))).toEqual(all.map((_, index) => index + 1))
  })
})

it('refuses a second server on the same folder', async () => {
  await withStore(async () => {
    await expect(startEventStore({ port: 0, data: folder.data })).rejects.toThrow(/another process/)
  })
})

it.each(['FULL', 'NORMAL'])('loses no acknowledged append to SIGKILL (%s)', async (synchronous) => {
  const acknowledged = new Map<string, number>()
  const sent = new Map<string, number>()
  for (const round of [1, 2, 3]) {
    const { process, port } = await spawnStore(folder.data, '--synchronous', synchronous)
    const client = connect(port)
    const exited = once(process, 'exit')
    // By count, not by time: a busy machine must not turn this into a test of nothing.
    const enough = acknowledged.size + 70 * round
    const hammer = async () => {
      for (;;) {
        const stream = newStream('kill')
        const batch = events(1 + Math.floor(Math.random() * 20))
        sent.set(stream, batch.length)
        await client.appendToStream(stream, batch, { expectedRevision: NO_STREAM })
        acknowledged.set(stream, batch.length)
        if (acknowledged.size === enough) process.kill('SIGKILL')
      }
    }
    await Promise.allSettled(Array.from({ length: 16 }, hammer))
    await exited
    await client.dispose()
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(420)
  await withStore(async (client) => {
    const all = await everything(client)
    expect(all.map(({ commitPosition }) => Number(commitPosition))).toEqual(all.map((_, index) => index + 1))
    const stored = Map.groupBy(all, ({ event }) => event?.streamId ?? '')
    for (const [stream, count] of acknowledged) expect(stored.get(stream)).toHaveLength(count)
    // What was under way is there whole or not at all.
    for (const [stream, found] of stored) if (sent.has(stream)) expect(found).toHaveLength(sent.get(stream) ?? 0)
    const links = await collect(client.readStream('$ce-kill', { resolveLinkTos: true }))
    const mine = all.filter(({ event }) => event?.streamId.startsWith('kill-'))
    expect(links.map(({ event }) => event?.id)).toEqual(mine.map(({ event }) => event?.id))
  })
})

it('ends subscriptions as cancelled, and answers what it accepted, on SIGTERM', async () => {
  const { process, port } = await spawnStore(folder.data)
  const client = connect(port)
  const subscription = client.subscribeToAll()
  subscription.resume()
  await once(subscription, 'caughtUp')
  const ended = new Promise((resolve) => subscription.once('error', resolve))
  const stream = newStream()
  const append = client.appendToStream(stream, events(3))
  const exited = once(process, 'exit')
  await append
  process.kill('SIGTERM')
  expect(await ended).toMatchObject({ type: 'cancelled' })
  expect((await exited)[0]).toBe(0)
  await client.dispose()
  expect(await withStore((again) => collect(again.readStream(stream)))).toHaveLength(3)
})
