import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { EventStore, SubscriptionItem } from '../adapters/event-store/event-store.ts'
import { brokenAt } from '../adapters/event-store/hash-chain.ts'
import { StreamMemory } from '../adapters/event-store/stream-memory.ts'
import type { Actor } from '../adapters/http/auth.ts'
import { handleCommand } from './handle.ts'
import { worldForTests } from './servers.harness.ts'

const world = worldForTests()

/** Another process of the application: its own memory, its own clock; what comes to it by subscription can be held up. */
async function openProcess(second: number) {
  const end = new AbortController()
  onTestFinished(() => end.abort())
  const calls: string[] = []
  const gate = { opened: Promise.resolve() }
  async function* heldUp(items: AsyncIterable<SubscriptionItem>) {
    for await (const item of items) {
      await gate.opened
      yield item
    }
  }
  const store: EventStore = {
    ...world.store,
    readStream: (...args) => {
      calls.push(`read ${args[0].split('-')[0]}`)
      return world.store.readStream(...args)
    },
    append: async (...args) => {
      const result = await world.store.append(...args)
      calls.push(`appended ${result.revision}`)
      return result
    },
    subscribeAll: (options) => heldUp(world.store.subscribeAll(options)),
  }
  const memory = new StreamMemory({ store, signal: end.signal, onError: console.error })
  void memory.follow()
  while (!memory.open()) await delay(5)
  const { services } = world
  const now = () => `2026-11-21T03:00:0${second}.000Z`
  const send = (actor: Actor, type: string, input: object, idempotencyKey: string = crypto.randomUUID()) =>
    handleCommand({ store, memory, services, now }, { type, input, actor, idempotencyKey })
  const holdUp = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gate.opened = promise
    return resolve
  }
  const callsOf = async (work: () => Promise<unknown>) => {
    calls.length = 0
    await work()
    return [...calls]
  }
  return { send, holdUp, callsOf }
}

const chainOf = async (promotionId: string) => {
  const stored = await world.store.readForAudit(`promotion-${promotionId}`)
  return brokenAt(stored.map(({ type, data, meta }) => ({ type, data, meta: { ...meta } })))
}

test('what this process has appended is not read again; what is new is not read at all', async () => {
  const owner = await world.shop()
  const here = await openProcess(1)
  const promotionId = `p-${crypto.randomUUID()}`
  const create = () => here.send(owner, 'CreatePromotion', { promotionId, purpose: 'sales' })
  const revise = (title: string) => here.send(owner, 'RevisePromotion', { promotionId, title })
  expect(await here.callsOf(create)).toEqual(['appended 0'])
  expect(await here.callsOf(() => revise('하나'))).toEqual(['appended 1'])
  await world.send(owner, 'RevisePromotion', { promotionId, title: '둘' })
  await revise('셋')
  expect(await here.callsOf(() => revise('넷'))).toEqual(['appended 4'])
  expect(await chainOf(promotionId)).toBeUndefined()
})

test('a conversation that is named is read once, and what is said in it next not at all', async () => {
  const owner = await world.shop()
  const here = await openProcess(1)
  const say = (input: object) => here.send(owner, 'SendChatMessage', { text: '안녕하세요', ...input })
  const { id: conversationId } = await say({ assistantId: 'any' })
  const reply = { conversationId, turn: 1, text: '네.', citations: [], sources: [] }
  const system = { accountId: 'saga', merchantId: owner.merchantId, role: 'system' as const, name: 'saga' }
  await world.send(system, 'CompleteReply', reply)
  const there = await openProcess(2)
  const calls = await there.callsOf(() =>
    there.send(owner, 'SendChatMessage', { conversationId, text: '몇 명이에요?' }),
  )
  expect(calls).toEqual(['read conversation', 'appended 5'])
})

test('two processes at one stream lose nothing, repeat nothing and keep its chain whole', async () => {
  const owner = await world.shop()
  const processes = await Promise.all([openProcess(1), openProcess(2)])
  const promotionId = await world.promotion(owner)
  const before = (await world.store.readStream(`promotion-${promotionId}`)).events.length
  const sent = Array.from({ length: 40 }, (_, n) =>
    processes[n % 2]?.send(owner, 'RevisePromotion', { promotionId, title: `제목 ${n}` }, `key ${n >> 2}.${n % 2}`),
  )
  await Promise.all(sent)
  const { events } = await world.store.readStream(`promotion-${promotionId}`)
  expect(events.length - before).toBe(20)
  expect(await chainOf(promotionId)).toBeUndefined()
})

test('a repeat that another process has carried out is told from a first time, though the store takes its append', async () => {
  const owner = await world.shop()
  const [here, there] = await Promise.all([openProcess(1), openProcess(2)])
  const promotionId = await world.promotion(owner)
  await there.send(owner, 'RevisePromotion', { promotionId, title: '처음' })
  const release = there.holdUp()
  const first = await here.send(owner, 'RevisePromotion', { promotionId, title: '가을' }, 'once')
  const again = { result: undefined as unknown }
  const calls = await there.callsOf(async () => {
    again.result = await there.send(owner, 'RevisePromotion', { promotionId, title: '가을' }, 'once')
  })
  expect(calls[0]).toBe(`appended ${first.revision}`)
  expect(again.result).toEqual({ ...first, repeated: true, events: [] })
  await there.send(owner, 'RevisePromotion', { promotionId, title: '겨울' })
  release()
  await there.send(owner, 'RevisePromotion', { promotionId, title: '봄' })
  expect(await chainOf(promotionId)).toBeUndefined()
})

test('what is new here may be old elsewhere: the same key creates one thing', async () => {
  const owner = await world.shop()
  const [here, there] = await Promise.all([openProcess(1), openProcess(2)])
  const first = await here.send(owner, 'CreatePromotion', { purpose: 'sales' }, 'new')
  const again = await there.send(owner, 'CreatePromotion', { purpose: 'sales' }, 'new')
  expect(again).toEqual({ ...first, repeated: true, events: [] })
  expect(await chainOf(first.id)).toBeUndefined()
})

test('nobody is refused for what has changed elsewhere, nor told that there is nothing to do', async () => {
  const owner = await world.shop()
  const [here, there] = await Promise.all([openProcess(1), openProcess(2)])
  const promotionId = await world.promotion(owner)
  await there.send(owner, 'RevisePromotion', { promotionId, title: '처음' })
  there.holdUp()
  await here.send(owner, 'RevisePromotion', { promotionId, title: '다른 것' })
  const back = await there.send(owner, 'RevisePromotion', { promotionId, title: '처음' })
  expect(back).toMatchObject({ repeated: false, events: ['PromotionRevised'] })
  const running = await world.promotion(owner, 'running')
  await expect(there.send(owner, 'EndPromotion', { promotionId: running })).resolves.toMatchObject({ repeated: false })
})

test('what a decision copies from another stream is what was acknowledged last, wherever that was', async () => {
  const owner = await world.shop()
  const [here, there] = await Promise.all([openProcess(1), openProcess(2)])
  const promotionId = await world.promotion(owner)
  await there.send(owner, 'RevisePromotion', { promotionId, title: '처음' })
  there.holdUp()
  await here.send(owner, 'RevisePromotion', { promotionId, title: '나중' })
  const { id } = await there.send(owner, 'RequestContent', { promotionId, style: 'paper', channels: [] })
  const [requested] = (await world.store.readStream(`content-${id}`)).events
  expect(requested?.data.facts).toMatchObject({ title: '나중' })
})
