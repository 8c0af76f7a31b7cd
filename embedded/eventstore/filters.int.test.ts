import { randomUUID } from 'node:crypto'
import { eventTypeFilter, excludeSystemEvents, type Position, streamNameFilter } from '@eventstore/db-client'
import { status } from '@grpc/grpc-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { streams } from './generated.ts'
import { allOptions, rawClient, readRaw } from './raw-client.ts'
import { collect, events, eventually, useEventStore } from './test-support.ts'

const store = useEventStore()
const mark = randomUUID().slice(0, 8)
const [apples, pears, plums] = [`${mark}apple-1`, `${mark}pear-1`, `${mark}plum-1`]

beforeAll(async () => {
  await store.client.appendToStream(apples, events(3, 'Picked'))
  await store.client.appendToStream(pears, events(2, 'Eaten'))
  await store.client.appendToStream(plums, [...events(1, 'Picked'), ...events(1, '먹힘')])
})

describe('a filtered subscription', () => {
  it.each([
    ['stream prefixes', streamNameFilter({ prefixes: [`${mark}apple`, `${mark}plum`] }), [apples, plums], 5],
    ['a stream regex', streamNameFilter({ regex: `^${mark}p(ear|lum)-\\d+$` }), [pears, plums], 4],
    ['type prefixes', eventTypeFilter({ prefixes: ['Eat', '먹'] }), [pears, plums], 3],
    ['a type regex', eventTypeFilter({ regex: '^(Picked|Eaten)$' }), [apples, pears, plums], 6],
    ['no system events', excludeSystemEvents(), [apples, pears, plums], 7],
  ])('by %s', async (_, filter, names, count) => {
    const found: string[] = []
    const subscription = store.client.subscribeToAll({ filter })
    subscription.on('data', ({ event }) => found.push(event?.streamId ?? ''))
    await new Promise((resolve) => subscription.once('caughtUp', resolve))
    await subscription.unsubscribe()
    expect(new Set(found)).toEqual(new Set(names))
    expect(found).toHaveLength(count)
  })

  it('goes on filtering live', async () => {
    const subscription = store.client.subscribeToAll({ filter: streamNameFilter({ prefixes: [`${mark}late`] }) })
    const next = collect(subscription, 2)
    await store.client.appendToStream(apples, events(5, 'Picked'))
    await store.client.appendToStream(`${mark}late-1`, events(2))
    expect((await next).map(({ event }) => event?.streamId)).toEqual([`${mark}late-1`, `${mark}late-1`])
  })
})

describe('checkpoints of a filtered subscription', () => {
  const kinds = [
    ['stream prefixes', (options: object) => streamNameFilter({ prefixes: [`${mark}steps`], ...options })],
    ['a stream regex', (options: object) => streamNameFilter({ regex: `^${mark}steps`, ...options })],
    ['type prefixes', (options: object) => eventTypeFilter({ prefixes: ['Step'], ...options })],
    ['a type regex', (options: object) => eventTypeFilter({ regex: '^Step$', ...options })],
    ['no system events', (options: object) => excludeSystemEvents(options)],
  ] as const
  const windows = [
    [10, 1, 10],
    [10, 3, 30],
    [undefined, 1, 32],
    [undefined, 2, 64],
  ] as const
  const cases = kinds.flatMap(([kind, filterOf]) => windows.map((window) => [kind, ...window, filterOf] as const))

  it.each(cases)(
    'by %s, window %s, interval %i, come every %i events',
    async (_, window, interval, every, filterOf) => {
      const { position } = await store.client.appendToStream(`${mark}before-1`, events(1))
      if (!position) throw new Error('no position')
      await store.client.appendToStream(`${mark}steps-1`, events(100, 'Step'))
      const steps: number[] = []
      const filter = filterOf({
        checkpointInterval: interval,
        ...(window && { maxSearchWindow: window }),
        checkpointReached: (_: unknown, { commit }: Position) => void steps.push(Number(commit - position.commit)),
      })
      const subscription = store.client.subscribeToAll({ fromPosition: position, filter })
      subscription.resume()
      await new Promise((resolve) => subscription.once('caughtUp', resolve))
      const expected = Array.from({ length: Math.floor(100 / every) }, (_, n) => (n + 1) * every)
      expect(steps.slice(0, expected.length)).toEqual(expected)
      expect(steps.at(-1)).toBeGreaterThanOrEqual(100)
      const before = steps.length
      await store.client.appendToStream(`${mark}steps-1`, events(2 * every, 'Step'))
      expect(
        await eventually(
          async () => steps.length,
          (count) => count > before,
        ),
      ).toBeGreaterThan(before)
      await subscription.unsubscribe()
    },
  )
})

describe('a filtered read', () => {
  const { FilterOptions } = streams.ReadReq.Options
  const client = () => rawClient(store.server.port)
  let raw: ReturnType<typeof client>
  beforeAll(() => {
    raw = client()
  })
  afterAll(() => raw.close())
  const types = async (options: Parameters<typeof readRaw>[1]) =>
    (await readRaw(raw, options)).map((message) => message.getEvent()?.getEvent()?.getMetadataMap().get('type'))

  it('counts only what passes, both ways', async () => {
    const expression = new FilterOptions.Expression()
    expression.setPrefixList(['Eaten', '먹힘'])
    const filter = new FilterOptions().setEventType(expression).setMax(32)
    expect(await types(allOptions().setFilter(filter))).toEqual(['Eaten', 'Eaten', '먹힘'])
    expect(await types(allOptions(2).setFilter(filter))).toEqual(['Eaten', 'Eaten'])
  })

  it('tells of its progress behind the event that it came to, not before', async () => {
    await store.client.appendToStream(`${mark}order-1`, events(40, 'Ordered'))
    const expression = new FilterOptions.Expression().setPrefixList([`${mark}order`])
    const filter = new FilterOptions().setStreamIdentifier(expression).setMax(1).setCheckpointintervalmultiplier(1)
    const options = allOptions().setSubscription(new streams.ReadReq.Options.SubscriptionOptions()).setFilter(filter)
    const call = raw.read(new streams.ReadReq().setOptions(options))
    let told = 0
    const seen: number[] = []
    for await (const message of call as AsyncIterable<InstanceType<typeof streams.ReadResp>>) {
      if (message.hasCheckpoint()) told = Number(message.getCheckpoint()?.getCommitPosition())
      const position = Number(message.getEvent()?.getCommitPosition() ?? 0)
      if (position === 0) continue
      expect(told).toBe(position - 1)
      if (seen.push(position) === 40) break
    }
    expect(seen).toHaveLength(40)
  })

  it('refuses a broken expression, and a filter on a stream', async () => {
    const broken = new FilterOptions().setEventType(new FilterOptions.Expression().setRegex('(')).setMax(32)
    await expect(types(allOptions().setFilter(broken))).rejects.toMatchObject({ code: status.INVALID_ARGUMENT })
    const empty = new FilterOptions().setMax(32)
    await expect(types(allOptions().setFilter(empty))).rejects.toMatchObject({ code: status.INVALID_ARGUMENT })
  })
})
