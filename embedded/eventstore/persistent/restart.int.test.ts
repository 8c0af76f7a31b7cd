import { once } from 'node:events'
import { PersistentSubscriptionDroppedError, streamNameFilter } from '@eventstore/db-client'
import { describe, expect, it, vi } from 'vitest'
import { startEventStore } from '../server.ts'
import { makeOldFiles, proposed } from '../store/test-support.ts'
import { connect, events, eventually, newStream, spawnStore, useFolder } from '../test-support.ts'
import { consume, eager, eagerAll, PATIENCE, upTo } from './test-support.ts'

const folder = useFolder()
const { withStore } = folder

const never = { checkPointAfter: 600_000, checkPointUpperBound: 0 }

describe('over a restart', () => {
  it('keeps groups, their settings and filters, how far they are, and what they parked', async () => {
    const stream = newStream('kept')
    const filter = streamNameFilter({ prefixes: ['kept-'] })
    const settings = eager({ ...never, maxRetryCount: 7 })
    await withStore(async (client) => {
      await client.appendToStream(stream, events(6))
      await client.createPersistentSubscriptionToStream(stream, 'g', settings)
      await client.createPersistentSubscriptionToAll('filtered', eagerAll(never), { filter })
      const subscription = client.subscribeToPersistentSubscriptionToStream(stream, 'g')
      const { seen, errors } = consume(subscription, (resolved) => {
        const revision = resolved.event?.revision ?? 0n
        if (revision === 1n) return subscription.nack('park', 'later', resolved)
        if (revision < 4n) return subscription.ack(resolved)
      })
      await vi.waitUntil(() => seen.length === 6, PATIENCE)
      const info = () => client.getPersistentSubscriptionToStreamInfo(stream, 'g')
      await eventually(info, ({ stats }) => stats.parkedMessageCount === 1n && stats.totalInFlightMessages === 2)
      expect(errors).toEqual([])
    })
    await withStore(async (client) => {
      const info = await client.getPersistentSubscriptionToStreamInfo(stream, 'g')
      expect(info).toMatchObject({ settings, stats: { lastCheckpointedEventRevision: 3n, parkedMessageCount: 1n } })
      const { subscription, revisions } = consume(client.subscribeToPersistentSubscriptionToStream(stream, 'g'))
      await client.replayParkedMessagesToStream(stream, 'g')
      await vi.waitUntil(() => revisions().length === 3, PATIENCE)
      expect(revisions().sort()).toEqual([1, 4, 5])
      const all = consume(client.subscribeToPersistentSubscriptionToAll('filtered'))
      await vi.waitUntil(() => all.seen.length === 6, PATIENCE)
      expect(all.seen.every(({ event }) => event?.streamId === stream)).toBe(true)
      await subscription.unsubscribe()
      await all.subscription.unsubscribe()
    })
  })

  it('starts from the end as it was when the group was made', async () => {
    const stream = newStream()
    await withStore(async (client) => {
      await client.appendToStream(stream, events(3))
      await client.createPersistentSubscriptionToStream(stream, 'g', eager({ startFrom: 'end' }))
      await client.appendToStream(stream, events(2))
    })
    await withStore(async (client) => {
      const { subscription, revisions } = consume(client.subscribeToPersistentSubscriptionToStream(stream, 'g'))
      await vi.waitUntil(() => revisions().length === 2, PATIENCE)
      expect(revisions()).toEqual([3, 4])
      await subscription.unsubscribe()
    })
  })

  it('opens files of the format without groups', async () => {
    const stream = newStream()
    const rows = [0, 1].map((revision) => ({ stream, revision, event: proposed() }))
    makeOldFiles(folder.data, 1, rows, 0)
    await withStore(async (client) => {
      await client.createPersistentSubscriptionToStream(stream, 'g', eager())
      const { subscription, seen } = consume(client.subscribeToPersistentSubscriptionToStream(stream, 'g'))
      await vi.waitUntil(() => seen.length === 2, PATIENCE)
      await subscription.unsubscribe()
      expect((await client.appendToStream(stream, events(1), { expectedRevision: 1n })).nextExpectedRevision).toBe(2n)
    })
  })
})

it('repeats no more than the checkpoints allow, and loses nothing, when it is killed', async () => {
  const stream = newStream()
  const bounds = eager({ checkPointAfter: 600_000, checkPointLowerBound: 1, checkPointUpperBound: 10 })
  const delivered: number[] = []
  for (const round of [1, 2, 3]) {
    const { process, port } = await spawnStore(folder.data)
    const client = connect(port)
    const exited = once(process, 'exit')
    if (round === 1) await client.createPersistentSubscriptionToStream(stream, 'g', bounds)
    await client.appendToStream(stream, events(100))
    const subscription = client.subscribeToPersistentSubscriptionToStream(stream, 'g')
    const { seen, revisions } = consume(subscription, (resolved) => {
      subscription.ack(resolved).catch(() => {})
      // At once: a moment later all hundred would be delivered and answered for.
      if (seen.length === 60) process.kill('SIGKILL')
    })
    await exited
    delivered.push(...revisions())
    await client.dispose()
  }
  await withStore(async (client) => {
    await client.appendToStream(stream, events(1))
    const { subscription, revisions } = consume(client.subscribeToPersistentSubscriptionToStream(stream, 'g'))
    await vi.waitUntil(() => revisions().at(-1) === 300, PATIENCE)
    delivered.push(...revisions())
    await subscription.unsubscribe()
  })
  expect([...new Set(delivered)].sort((a, b) => a - b)).toEqual(upTo(301))
  // At each kill: what was unanswered, what was answered since the checkpoint, and what its writing took.
  expect(delivered.length - 301).toBeLessThanOrEqual(3 * 40)
})

it('restarts its groups when it is asked to: consumers are dropped, nothing is lost', async () => {
  const stream = newStream()
  await withStore(async (client) => {
    await client.appendToStream(stream, events(4))
    await client.createPersistentSubscriptionToStream(stream, 'g', eager(never))
    const first = client.subscribeToPersistentSubscriptionToStream(stream, 'g')
    const before = consume(first, (resolved) => resolved.event?.revision === 0n && first.ack(resolved))
    await vi.waitUntil(() => before.seen.length === 4, PATIENCE)
    const info = () => client.getPersistentSubscriptionToStreamInfo(stream, 'g')
    await eventually(info, ({ stats }) => stats.totalInFlightMessages === 3)
    await client.restartPersistentSubscriptionSubsystem()
    await vi.waitUntil(() => before.errors.length > 0, PATIENCE)
    expect(before.errors[0]).toBeInstanceOf(PersistentSubscriptionDroppedError)
    const after = consume(client.subscribeToPersistentSubscriptionToStream(stream, 'g'))
    await vi.waitUntil(() => after.seen.length === 3, PATIENCE)
    expect(after.revisions()).toEqual([1, 2, 3])
    await after.subscription.unsubscribe()
  })
})

it('ends its consumers as cancelled when it stops', async () => {
  const server = await startEventStore({ port: 0, data: folder.data })
  const client = connect(server.port)
  await client.createPersistentSubscriptionToAll('g', eagerAll())
  const { subscription, errors } = consume(client.subscribeToPersistentSubscriptionToAll('g'))
  await once(subscription, 'confirmation')
  await server.stop()
  await vi.waitUntil(() => errors.length > 0, PATIENCE)
  expect(errors).toMatchObject([{ type: 'cancelled' }])
  await client.dispose()
})
