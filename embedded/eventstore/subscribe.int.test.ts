import { once } from 'node:events'
import { END, excludeSystemEvents, jsonEvent, type Position, START, StreamDeletedError } from '@eventstore/db-client'
import { describe, expect, it } from 'vitest'
import { collect, events, eventually, newStream, useEventStore } from './test-support.ts'

const store = useEventStore()

describe('a stream subscription', () => {
  it('catches up, says so once, and goes on live', async () => {
    const stream = newStream()
    await store.client.appendToStream(stream, events(700))
    const subscription = store.client.subscribeToStream(stream, { fromRevision: START })
    const seen: number[] = []
    const marks: string[] = []
    for (const name of ['confirmation', 'caughtUp'] as const)
      subscription.on(name, () => marks.push(`${name} after ${seen.length}`))
    subscription.on('data', ({ event }) => seen.push(Number(event?.revision)))
    await once(subscription, 'caughtUp')
    for (let n = 0; n < 20; n++) await store.client.appendToStream(stream, events(5))
    await eventually(
      async () => seen.length,
      (count) => count === 800,
    )
    expect(seen).toEqual(Array.from({ length: 800 }, (_, n) => n))
    expect(marks).toEqual(['confirmation after 0', 'caughtUp after 700'])
    expect(subscription.id).toMatch(/^[0-9a-f-]{36}$/)
    await subscription.unsubscribe()
  })

  it('starts after the revision it is given', async () => {
    const stream = newStream()
    await store.client.appendToStream(stream, events(5))
    const found = await collect(store.client.subscribeToStream(stream, { fromRevision: 2n }), 2)
    expect(found.map(({ event }) => event?.revision)).toEqual([3n, 4n])
  })

  it('from the end sees only what comes', async () => {
    const stream = newStream()
    await store.client.appendToStream(stream, events(5))
    const subscription = store.client.subscribeToStream(stream, { fromRevision: END })
    await once(subscription, 'caughtUp')
    await store.client.appendToStream(stream, events(1))
    const [next] = await collect(subscription, 1)
    expect(next?.event?.revision).toBe(5n)
  })

  it('waits for a stream that is not there yet', async () => {
    const stream = newStream()
    const subscription = store.client.subscribeToStream(stream)
    await once(subscription, 'caughtUp')
    await store.client.appendToStream(stream, events(1))
    expect(await collect(subscription, 1)).toHaveLength(1)
  })

  it('ends with an error when its stream is tombstoned', async () => {
    const stream = newStream()
    await store.client.appendToStream(stream, events(1))
    const subscription = store.client.subscribeToStream(stream)
    const failed = once(subscription, 'error')
    subscription.resume()
    await store.client.tombstoneStream(stream)
    expect((await failed.catch((error: unknown) => [error]))[0]).toBeInstanceOf(StreamDeletedError)
  })
})

describe('a subscription to $all', () => {
  it('delivers every event exactly once while others append', async () => {
    const stream = newStream()
    const writing = (async () => {
      for (let n = 0; n < 100; n++) await store.client.appendToStream(stream, events(10))
    })()
    const mine: number[] = []
    let last = 0n
    for await (const { event, commitPosition } of store.client.subscribeToAll({ fromPosition: START })) {
      expect(commitPosition).toBe(last + 1n)
      last = commitPosition ?? 0n
      if (event?.streamId === stream) mine.push(Number(event.revision))
      if (mine.length === 1000) break
    }
    await writing
    expect(mine).toEqual(Array.from({ length: 1000 }, (_, n) => n))
  })

  it('starts after the position it is given, and from the end with what comes', async () => {
    const stream = newStream()
    const { position } = await store.client.appendToStream(stream, events(1))
    if (!position) throw new Error('no position')
    const end = store.client.subscribeToAll({ fromPosition: END, filter: excludeSystemEvents() })
    await once(end, 'caughtUp')
    await store.client.appendToStream(stream, jsonEvent({ type: 'Later', data: {} }))
    const after = store.client.subscribeToAll({ fromPosition: position, filter: excludeSystemEvents() })
    for (const subscription of [end, after]) {
      const [next] = await collect(subscription, 1)
      expect(next?.event).toMatchObject({ streamId: stream, type: 'Later' })
    }
  })

  it('survives a reader that is slower than the writer', async () => {
    const stream = newStream()
    const subscription = store.client.subscribeToAll({ fromPosition: END, filter: excludeSystemEvents() })
    await once(subscription, 'caughtUp')
    for (let n = 0; n < 10; n++) await store.client.appendToStream(stream, events(2000))
    let seen = 0
    for await (const { event } of subscription) {
      if (event?.streamId !== stream) continue
      expect(Number(event.revision)).toBe(seen++)
      if (seen % 4000 === 0) await new Promise((resolve) => setTimeout(resolve, 20))
      if (seen === 20_000) break
    }
  })

  it('tells a filtered subscription of its progress', async () => {
    const stream = newStream()
    const { position } = await store.client.appendToStream(stream, events(1))
    if (!position) throw new Error('no position')
    await store.client.appendToStream(stream, events(500, 'Boring'))
    const checkpoints: Position[] = []
    const subscription = store.client.subscribeToAll({
      fromPosition: position,
      filter: excludeSystemEvents({
        checkpointInterval: 2,
        checkpointReached: async (_, reached) => void checkpoints.push(reached),
      }),
    })
    subscription.resume()
    await once(subscription, 'caughtUp')
    const steps = checkpoints.map(({ commit }) => Number(commit - position.commit))
    expect(steps.slice(0, 7)).toEqual([64, 128, 192, 256, 320, 384, 448])
    expect(steps.at(-1)).toBeGreaterThanOrEqual(500)
    expect(new Set(steps).size).toBe(steps.length)
    await subscription.unsubscribe()
  })
})
