import { expect, test } from 'vitest'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import { Rejected } from '../domain/kernel.ts'
import { sagaStream } from './saga.ts'
import { createRole, serversForTests, until } from './servers.harness.ts'
import { workChange, workWrite } from './work.ts'

type Writes = ReturnType<typeof workWrite>

const servers = serversForTests()
const newOrder = () => `order-${crypto.randomUUID()}`
const logOf = async (orderId: string) => (await servers.store.readStream(sagaStream('kitchen', orderId))).events
const outcomes = async (orderId: string) =>
  (await logOf(orderId)).flatMap(({ type, data }) => (type === 'SagaEffectDone' ? [data.outcome] : []))
const isDone = async (orderId: string, count: number) => (await outcomes(orderId)).length >= count

test('stopped in the midst of its work and started again, it does every effect, and tells which may have been tried', async () => {
  const role = createRole(servers, 'restart')
  const all = Array.from({ length: 30 }, newOrder)
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  role.before = async ({ context: { signal } }) => {
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    await Promise.race([gate, stopped])
    signal.throwIfAborted()
  }
  await role.start().ready
  for (const orderId of all) await servers.append('Ordered', orderId)
  await until(async () => (await role.work.countDocuments({ kind: 'effect' })) === all.length)
  await role.stop()
  expect(role.done).toEqual([])
  release()
  await role.start().ready
  await until(async () => (await role.work.countDocuments({ kind: 'effect' })) === 0)
  await role.stop()
  expect(role.done.map(({ effect }) => effect.orderId).sort()).toEqual([...all].sort())
  expect(role.done.every(({ context }) => context.recovered)).toBe(true)
  expect(role.errors).toEqual([])
})

test('an effect that is asked for while it runs has not been tried before', async () => {
  const role = createRole(servers, 'fresh')
  await role.start().ready
  const orderId = newOrder()
  await servers.append('Ordered', orderId)
  await until(() => isDone(orderId, 1))
  await role.stop()
  expect(role.doneOf(orderId, 'cook')).toMatchObject([{ context: { recovered: false, merchantId: 'm1' } }])
})

test('a timer that comes due while nobody runs is taken at the next start, one that is not yet due later', async () => {
  const role = createRole(servers, 'timers')
  const start = Date.now()
  role.now = () => new Date(start).toISOString()
  await role.start().ready
  const [soon, late] = [newOrder(), newOrder()]
  await servers.append('Ordered', soon, 200)
  await servers.append('Ordered', late, 3_600_000)
  await until(async () => (await role.work.countDocuments({ kind: 'timer', sagaId: { $in: [soon, late] } })) === 2)
  expect(role.doneOf(soon, 'serve')).toEqual([])
  await role.stop()
  role.now = () => new Date(start + 1_000).toISOString()
  await role.start().ready
  await until(() => isDone(soon, 2))
  expect(role.doneOf(late, 'serve')).toEqual([])
  await role.stop()
  role.now = () => new Date(start + 3_600_000).toISOString()
  await role.start().ready
  await until(() => isDone(late, 2))
  await role.stop()
  expect([role.doneOf(soon, 'serve').length, role.doneOf(late, 'serve').length]).toEqual([1, 1])
})

test('a failed effect is tried again, and told that it may have been done; so is one that met a crowd', async () => {
  const role = createRole(servers, 'faults')
  const faults = [
    new Error('the network is away'),
    new TypeError('x is not a function'),
    new Rejected('CONFLICT', 'Many people are changing this at once.'),
  ]
  const tries: boolean[] = []
  const orderId = newOrder()
  role.before = async ({ effect, context }) => {
    if (effect.orderId !== orderId) return
    tries.push(context.recovered)
    const fault = faults.shift()
    if (fault) throw fault
  }
  await role.start().ready
  await servers.append('Ordered', orderId)
  await until(() => isDone(orderId, 1))
  await role.stop()
  expect(tries).toEqual([false, true, true, true])
  expect(role.doneOf(orderId, 'cook')).toHaveLength(1)
  expect(await outcomes(orderId)).toEqual(['ok'])
  expect(role.errors).toHaveLength(3)
})

test("a rule's no is an answer: the effect is done, with the code", async () => {
  const role = createRole(servers, 'refused')
  const orderId = newOrder()
  let tries = 0
  role.before = async ({ effect }) => {
    if (effect.orderId !== orderId) return
    tries += 1
    throw new Rejected('PROMOTION_NOT_RUNNING', 'No.')
  }
  await role.start().ready
  await servers.append('Ordered', orderId)
  await until(() => isDone(orderId, 1))
  await until(async () => (await role.work.countDocuments({ sagaId: orderId, kind: 'effect' })) === 0)
  await role.stop()
  expect([tries, await outcomes(orderId)]).toEqual([1, ['PROMOTION_NOT_RUNNING']])
})

test('without its table it reads the log anew: what is open is done, what was done is not done twice', async () => {
  const role = createRole(servers, 'rebuilt')
  const finished = newOrder()
  const open = newOrder()
  role.before = async ({ effect, context: { signal } }) => {
    if (effect.orderId !== open) return
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    signal.throwIfAborted()
  }
  await role.start().ready
  await servers.append('Ordered', finished)
  await servers.append('Touched', finished)
  await servers.append('Ordered', open)
  await until(() => isDone(finished, 2))
  await until(async () => (await role.work.countDocuments({ sagaId: open, kind: 'effect' })) === 1)
  await role.stop()
  const isOpen = { kind: { $ne: 'done' as const } }
  const before = await role.work.find(isOpen).sort({ _id: 1 }).toArray()
  const length = (await logOf(finished)).length
  await role.work.drop()
  await role.checkpoints.deleteMany({})
  const doneBefore = role.done.length
  role.before = async () => {}
  await role.start().ready
  await until(() => isDone(open, 1))
  await role.stop()
  const after = await role.work.find(isOpen).sort({ _id: 1 }).toArray()
  expect(after).toEqual(before.filter(({ kind, sagaId }) => kind === 'timer' || sagaId !== open))
  expect(role.done.slice(doneBefore).map(({ effect }) => effect.orderId)).toEqual([open])
  expect(await logOf(finished)).toHaveLength(length)
})

test('events that came while nobody ran are taken at the next start, in order', async () => {
  const role = createRole(servers, 'away')
  const orderId = newOrder()
  await servers.append('Ordered', orderId)
  for (let i = 0; i < 5; i += 1) await servers.append('Touched', orderId)
  await role.start().ready
  await until(() => isDone(orderId, 6))
  await role.stop()
  const received = (await logOf(orderId)).filter(({ type }) => type === 'SagaReceived' || type === 'SagaStarted')
  expect(received).toHaveLength(6)
  const notes = (await logOf(orderId)).flatMap(({ data }) => (data.effect as { touched?: number })?.touched ?? [])
  expect(notes).toEqual([1, 2, 3, 4, 5])
})

test('an instance that has to wait holds up no other, and its event is not passed: a crash now would read it again', async () => {
  const role = createRole(servers, 'side_by_side')
  const slow = newOrder()
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  role.store = {
    ...servers.store,
    append: async (stream, ...rest) => {
      if (stream === sagaStream('kitchen', slow)) await gate
      return servers.store.append(stream, ...rest)
    },
  }
  await role.start().ready
  await servers.append('Ordered', slow)
  const others = Array.from({ length: 20 }, newOrder)
  for (const orderId of others) await servers.append('Ordered', orderId)
  await until(async () => (await role.work.countDocuments({ kind: 'done', sagaId: { $in: others } })) === others.length)
  const saved = async () => (await role.checkpoints.findOne({}))?.position ?? -1
  const [{ position = -1 } = {}] = (await servers.store.readStream(`order-${slow}`)).events
  expect(await saved()).toBeLessThan(position)
  open()
  await until(async () => (await saved()) > position && (await isDone(slow, 1)))
  await role.stop()
  expect(role.errors).toEqual([])
})

test('an event that could not be received is received again, before those of its instance that came after it', async () => {
  const role = createRole(servers, 'again')
  const orderId = newOrder()
  const other = newOrder()
  let toFail = 2
  role.store = {
    ...servers.store,
    append: (stream, expected, events, cause) => {
      const isTouch = stream === sagaStream('kitchen', orderId) && events[0]?.type === 'SagaReceived'
      if (!isTouch || toFail === 0) return servers.store.append(stream, expected, events, cause)
      toFail -= 1
      return Promise.reject(new Error('the store is away'))
    },
  }
  await servers.append('Ordered', orderId)
  for (let i = 0; i < 5; i += 1) await servers.append('Touched', orderId)
  await servers.append('Ordered', other)
  await role.start().ready
  await until(async () => (await isDone(orderId, 6)) && (await isDone(other, 1)))
  await role.stop()
  const { events } = await servers.store.readStream(`order-${orderId}`)
  const sources = (await logOf(orderId)).flatMap(({ type, data }) =>
    type === 'SagaStarted' || type === 'SagaReceived' ? [data.source] : [],
  )
  expect(sources).toEqual(events.map(({ id }) => id))
  expect(role.errors.map(String)).toEqual(Array(2).fill('Error: the store is away'))
})

test('what a process that was frozen past its lease writes late brings nothing back, and takes nothing away', async () => {
  const { work } = createRole(servers, 'late')
  const log = ['SagaTimerScheduled', 'SagaReceived', 'SagaTimerScheduled', 'SagaEffectRequested', 'SagaEffectDone']
  const [first, came, second, effect, done] = log.map((type, position) => {
    const data = { saga: 'kitchen', sagaId: 'o', timerId: 't', effectId: 'event 3', dueAt: '2026-05-04T05:00:00.000Z' }
    const meta = { merchantId: 'm1', $correlationId: 'c', at: new Date().toISOString() }
    const event = { id: `event ${position}`, type, stream: 's', revision: position, position, data, meta }
    return workWrite(workChange(event as unknown as RecordedEvent))
  }) as [Writes, Writes, Writes, Writes, Writes]
  await work.bulkWrite([...first, ...came, ...second, ...effect, ...done])
  const now = await work.find().sort({ _id: 1 }).toArray()
  expect(now.map(({ kind, scheduledBy }) => [kind, scheduledBy])).toEqual([
    ['done', undefined],
    ['timer', 'event 2'],
  ])
  for (const late of [came, [...first, ...came], effect]) await work.bulkWrite(late)
  expect(await work.find().sort({ _id: 1 }).toArray()).toEqual(now)
})
