import { expect, test } from 'vitest'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import { brokenAt } from '../adapters/event-store/hash-chain.ts'
import { createStreamMemory } from '../adapters/event-store/stream-memory.ts'
import type { Actor } from '../adapters/http/auth.ts'
import { type CommandRequest, handleCommand } from './handle.ts'
import { DRAFT, PUBLIC, worldForTests } from './servers.harness.ts'

const world = worldForTests()

/** Another process of the application: its own memory, its own clock; its appends can be held up. */
function openProcess(second: number) {
  const calls: string[] = []
  const gate = { opened: Promise.resolve() }
  const store: EventStore = {
    ...world.store,
    readStream: (stream, from = 0) => {
      calls.push(`read ${stream.split('-')[0]} from ${from}`)
      return world.store.readStream(stream, from)
    },
    append: async (...args) => {
      await gate.opened
      const result = await world.store.append(...args).catch((error) => {
        calls.push('refused')
        throw error
      })
      calls.push(`appended ${result.revision}`)
      return result
    },
  }
  const memory = createStreamMemory(store)
  const { services } = world
  const now = () => `2026-11-21T03:00:0${second}.000Z`
  const send = (actor: Actor, type: string, input: object, more: Partial<CommandRequest> = {}) =>
    handleCommand({ store, memory, services, now }, { type, input, actor, ...more })
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
  const here = openProcess(1)
  const promotionId = `p-${crypto.randomUUID()}`
  const create = () => here.send(owner, 'CreatePromotion', { promotionId, purpose: 'sales' })
  const revise = (title: string) => here.send(owner, 'RevisePromotion', { promotionId, title })
  expect(await here.callsOf(create)).toEqual(['appended 0'])
  expect(await here.callsOf(() => revise('하나'))).toEqual(['appended 1'])
  await world.send(owner, 'RevisePromotion', { promotionId, title: '둘' })
  expect(await here.callsOf(() => revise('셋'))).toEqual(['refused', 'read promotion from 1', 'appended 3'])
  expect(await here.callsOf(() => revise('넷'))).toEqual(['appended 4'])
  expect(await chainOf(promotionId)).toBeUndefined()
})

test('a conversation that is named is read once, and what is said in it next not at all', async () => {
  const owner = await world.shop()
  const [here, there] = [openProcess(1), openProcess(2)]
  const say = (input: object) => here.send(owner, 'SendChatMessage', { text: '안녕하세요', ...input })
  const { id: conversationId } = await say({ assistantId: 'any' })
  const reply = { conversationId, turn: 1, text: '네.', citations: [], sources: [] }
  const system = { accountId: 'saga', merchantId: owner.merchantId, role: 'system' as const, name: 'saga' }
  await world.send(system, 'CompleteReply', reply)
  const ask = () => there.send(owner, 'SendChatMessage', { conversationId, text: '몇 명이에요?' })
  expect(await there.callsOf(ask)).toEqual(['read conversation from 0', 'appended 5'])
  await there.send(system, 'CompleteReply', { ...reply, turn: 2 })
  expect(await there.callsOf(ask)).toEqual(['appended 8'])
})

test('two processes at one stream lose nothing, repeat nothing and keep its chain whole', async () => {
  const owner = await world.shop()
  const processes = [openProcess(1), openProcess(2)]
  const promotionId = await world.promotion(owner)
  const before = (await world.store.readStream(`promotion-${promotionId}`)).events.length
  const sent = Array.from({ length: 60 }, (_, n) => {
    const more = n % 3 === 0 ? {} : { idempotencyKey: `key ${Math.floor(n / 6)}.${n % 3}` }
    return processes[n % 2]?.send(owner, 'RevisePromotion', { promotionId, title: `제목 ${n}` }, more)
  })
  await Promise.all(sent)
  const { events } = await world.store.readStream(`promotion-${promotionId}`)
  expect(events.length - before).toBe(20 + 20)
  expect(await chainOf(promotionId)).toBeUndefined()
})

test('the same key in two processes at one moment is done once, and both are told the same', async () => {
  const owner = await world.shop()
  const [here, there] = [openProcess(1), openProcess(2)]
  const promotionId = await world.promotion(owner)
  const revise = (process: typeof here) =>
    process.send(owner, 'RevisePromotion', { promotionId, title: '가을' }, { idempotencyKey: 'once' })
  const release = there.holdUp()
  const late = revise(there)
  const first = await revise(here)
  release()
  expect(await late).toEqual({ ...first, repeated: true, events: [] })
  await there.send(owner, 'RevisePromotion', { promotionId, title: '겨울' })
  expect(await chainOf(promotionId)).toBeUndefined()
})

test('a repeat that reaches a process that remembers how it was before is told from a first time', async () => {
  const owner = await world.shop()
  const [here, there] = [openProcess(1), openProcess(2)]
  const promotionId = await world.promotion(owner)
  await there.send(owner, 'RevisePromotion', { promotionId, title: '처음' })
  const revise = (process: typeof here) =>
    process.send(owner, 'RevisePromotion', { promotionId, title: '가을' }, { idempotencyKey: 'once' })
  const first = await revise(here)
  const again = { result: undefined as unknown }
  const calls = await there.callsOf(async () => {
    again.result = await revise(there)
  })
  expect(again.result).toEqual({ ...first, repeated: true, events: [] })
  expect(calls).toEqual(['refused', `read promotion from ${first.revision - 1}`])
  expect(await here.callsOf(() => revise(here))).toEqual([])
})

test('what is new here may be old elsewhere: the same key creates one thing', async () => {
  const owner = await world.shop()
  const create = () => openProcess(1).send(owner, 'CreatePromotion', { purpose: 'sales' }, { idempotencyKey: 'new' })
  const first = await create()
  expect(await create()).toEqual({ ...first, repeated: true, events: [] })
  expect(await chainOf(first.id)).toBeUndefined()
})

test('an effect that a saga repeats elsewhere is done once, and its event names effect and command', async () => {
  const owner = await world.shop()
  const { id: conversationId } = await world.send(owner, 'SendChatMessage', { text: '안녕하세요', assistantId: 'any' })
  const reply = { conversationId, turn: 1, text: '네.', citations: [], sources: [] }
  const system = { accountId: 'saga', merchantId: owner.merchantId, role: 'system' as const, name: 'saga' }
  const complete = () =>
    openProcess(1).send(system, 'CompleteReply', reply, { idempotencyKey: 'effect', causationId: 'effect' })
  const first = await complete()
  expect(await complete()).toEqual({ ...first, repeated: true, events: [] })
  const last = (await world.store.readStream(`conversation-${conversationId}`)).events.at(-1)
  expect(last?.meta).toMatchObject({ $causationId: 'effect', commandId: expect.stringMatching(/^[\da-f-]{36}$/) })
})

test('nobody is refused for what has changed elsewhere, nor told that there is nothing to do', async () => {
  const owner = await world.shop()
  const [here, there] = [openProcess(1), openProcess(2)]
  const promotionId = await world.promotion(owner)
  await there.send(owner, 'RevisePromotion', { promotionId, title: '처음' })
  await here.send(owner, 'RevisePromotion', { promotionId, title: '다른 것' })
  const back = await there.send(owner, 'RevisePromotion', { promotionId, title: '처음' })
  expect(back).toMatchObject({ repeated: false, events: ['PromotionRevised'] })
  const own = `p-${crypto.randomUUID()}`
  await there.send(owner, 'CreatePromotion', { promotionId: own, purpose: 'sales' })
  await there.send(owner, 'RevisePromotion', { promotionId: own, ...DRAFT })
  await world.approvePictures(owner, own)
  await world.send(owner, 'LaunchPromotion', { promotionId: own })
  await expect(there.send(owner, 'EndPromotion', { promotionId: own })).resolves.toMatchObject({ repeated: false })
})

test('what a decision copies from another stream is what was acknowledged last, wherever that was', async () => {
  const owner = await world.shop()
  const [here, there] = [openProcess(1), openProcess(2)]
  const promotionId = await world.promotion(owner)
  await there.send(owner, 'RevisePromotion', { promotionId, title: '처음' })
  await here.send(owner, 'RevisePromotion', { promotionId, title: '나중' })
  const { id } = await there.send(owner, 'RequestContent', { promotionId, style: 'paper', channels: [] })
  const [requested] = (await world.store.readStream(`content-${id}`)).events
  expect(requested?.data.facts).toMatchObject({ title: '나중' })
})

test('an entry is not remembered, but one that was erased is not tried again and again', async () => {
  const owner = await world.shop()
  const here = openProcess(1)
  const promotionId = await world.promotion(owner, 'running')
  const person = { name: '김민수', phone: '01012345678', source: 'instagram', consent: true }
  const enter = () => here.send(PUBLIC, 'SubmitEntry', { promotionId, ...person })
  const { id: entryId } = await enter()
  await here.send(owner, 'EraseParticipant', { entryId })
  expect((await here.callsOf(enter)).at(-1)).toBe('appended 2')
  expect((await here.callsOf(enter)).filter((call) => call === 'refused')).toEqual([])
})

test('a crowd at one promotion shares the look at it, and nobody gets in once it has ended elsewhere', async () => {
  const owner = await world.shop()
  const [here, there] = [openProcess(1), openProcess(2)]
  const promotionId = await world.promotion(owner, 'running')
  const enter = (n: number) => {
    const person = { name: '김민수', phone: `010${20_000_000 + n}`, source: 'instagram', consent: true }
    return there.send(PUBLIC, 'SubmitEntry', { promotionId, ...person })
  }
  await enter(0)
  const calls = await there.callsOf(() => Promise.all(Array.from({ length: 30 }, (_, n) => enter(n + 1))))
  expect(calls.filter((call) => call.startsWith('read'))).toHaveLength(2)
  await here.send(owner, 'EndPromotion', { promotionId })
  await expect(enter(31)).rejects.toMatchObject({ code: 'PROMOTION_NOT_RUNNING' })
})
