import { expect, test } from 'vitest'
import type { EventStore, RecordedEvent } from '../adapters/event-store/event-store.ts'
import { brokenAt } from '../adapters/event-store/hash-chain.ts'
import { emptyInstance, foldInstance } from './instance.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { sagaStream } from './saga.ts'
import { kitchen, serversForTests } from './servers.harness.ts'

const servers = serversForTests()
const origin = (source: string) => ({ source, correlationId: 'c', merchantId: 'm1' })
const machineOf = () => () => kitchen.machine
let clock = 0
/** Every look at the clock gives another time, as with two processes. */
const now = () => {
  clock += 1
  return new Date(1_800_000_000_000 + clock).toISOString()
}
const recorder = () => createRecorder(servers.store, machineOf, now)
const order = (orderId: string) => ({ type: 'Ordered', orderId, waitMs: 60_000 })
const touch = { type: 'Touched' }

async function logOf(orderId: string) {
  const stream = sagaStream('kitchen', orderId)
  const { events } = await servers.store.readStream(stream)
  const stored = await servers.store.readForAudit(stream)
  const chain = brokenAt(stored.map(({ type, data, meta }) => ({ type, data, meta: { ...meta } })))
  const instance = foldInstance(machineOf(), emptyInstance('kitchen', orderId), events)
  return { events, chain, context: instance.snapshot?.context, instance }
}
const count = (events: RecordedEvent[], type: string) => events.filter((event) => event.type === type).length

test('one instance told by several recorders at once takes each event once, one after another', async () => {
  const recorders = [recorder(), recorder(), recorder()]
  await recorders[0]?.receive(kitchen, 'o1', order('o1'), true, origin('start'))
  const sources = Array.from({ length: 24 }, (_, index) => `touch ${index}`)
  const told = sources.flatMap((source) =>
    recorders.map((one) => one.receive(kitchen, 'o1', touch, false, origin(source)).catch((error) => error)),
  )
  const failed = (await Promise.all(told)).filter((result) => result instanceof Error)
  // A recorder that was too slow too often gives up, as it does in life; the log is read again then.
  for (const source of failed.length > 0 ? sources : [])
    await recorder().receive(kitchen, 'o1', touch, false, origin(source))
  const { events, chain, context } = await logOf('o1')
  expect(count(events, 'SagaReceived')).toBe(24)
  expect(count(events, 'SagaEffectRequested')).toBe(25)
  expect(context).toMatchObject({ touched: 24 })
  expect(chain).toBeUndefined()
})

test('two recorders that take the same event at the change of a lease leave a whole chain', async () => {
  const [old, young] = [recorder(), recorder()]
  await old.receive(kitchen, 'o2', order('o2'), true, origin('start'))
  await young.receive(kitchen, 'o2', touch, false, origin('warm up'))
  await old.receive(kitchen, 'o2', touch, false, origin('warm up'))
  for (const source of ['a', 'b', 'c']) {
    await Promise.all([old, young].map((one) => one.receive(kitchen, 'o2', touch, false, origin(source))))
    await young.receive(kitchen, 'o2', touch, false, origin(`${source} alone`))
  }
  const { events, chain } = await logOf('o2')
  expect(count(events, 'SagaReceived')).toBe(7)
  expect(chain).toBeUndefined()
})

test('an instance that has not begun takes nothing but its beginning', async () => {
  await recorder().receive(kitchen, 'o3', touch, false, origin('too early'))
  expect((await logOf('o3')).events).toEqual([])
})

test('a timer is taken once, and not at all after it was set anew', async () => {
  const one = recorder()
  await one.receive(kitchen, 'o4', order('o4'), true, origin('start'))
  const [[timerId, scheduledBy] = ['', '']] = [...(await logOf('o4')).instance.timers]
  const { source: _, ...rest } = origin('')
  await one.timerDue(kitchen, 'o4', timerId, 'another event', rest)
  expect(count((await logOf('o4')).events, 'SagaReceived')).toBe(0)
  await Promise.all([one, recorder()].map((some) => some.timerDue(kitchen, 'o4', timerId, scheduledBy, rest)))
  const { events, instance } = await logOf('o4')
  expect([count(events, 'SagaReceived'), instance.timers.size]).toEqual([1, 0])
})

test('an effect is recorded as done once', async () => {
  const one = recorder()
  await one.receive(kitchen, 'o5', order('o5'), true, origin('start'))
  const [effectId = ''] = (await logOf('o5')).instance.pending.keys()
  const { source: _, ...rest } = origin('')
  await Promise.all([one, one, recorder()].map((some) => some.effectDone(kitchen, 'o5', effectId, 'ok', rest)))
  const { events, instance } = await logOf('o5')
  expect([count(events, 'SagaEffectDone'), instance.pending.size]).toEqual([1, 0])
})

test('a beginning that was recorded without an answer, or by another, is found when it is told again', async () => {
  let isLost = true
  const store: EventStore = {
    ...servers.store,
    append: async (...args) => {
      const result = await servers.store.append(...args)
      if (isLost) throw new Error('no answer came')
      return result
    },
  }
  const [first, second] = [createRecorder(store, machineOf, now), recorder()]
  const told = (one: Recorder) => one.receive(kitchen, 'o7', order('o7'), true, origin('start'))
  await expect(told(first)).rejects.toThrow('no answer came')
  isLost = false
  await told(first)
  await told(second)
  await first.receive(kitchen, 'o7', touch, false, origin('a touch'))
  const { events, chain } = await logOf('o7')
  expect([count(events, 'SagaStarted'), count(events, 'SagaReceived'), chain]).toEqual([1, 1, undefined])
})

test('what another process recorded meanwhile is gone on with', async () => {
  const [frozen, present] = [recorder(), recorder()]
  await present.receive(kitchen, 'o6', order('o6'), true, origin('start'))
  await frozen.receive(kitchen, 'o6', touch, false, origin('a touch'))
  const { events, instance } = await logOf('o6')
  for (const { stream, revision } of events) present.heard(stream, revision)
  const { source: _, ...rest } = origin('')
  const [, theirs = ''] = instance.pending.keys()
  await present.effectDone(kitchen, 'o6', theirs, 'ok', rest)
  expect((await logOf('o6')).instance.pending.has(theirs)).toBe(false)
})
