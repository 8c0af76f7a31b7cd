import { connect, Events, type NatsConnection, type Subscription } from 'nats'
import { expect, test } from 'vitest'
import { Raw } from './harness.ts'
import { startNats } from './server.ts'

const WORKERS = 4
const JOBS = 400

/** Resolves when the client is back. The client never ends this iteration, so whoever waits leaves it. */
async function reconnected(nc: NatsConnection): Promise<void> {
  for await (const { type } of nc.status()) if (type === Events.Reconnect) return
}

function counting(nc: NatsConnection, queue: string): { heard: string[]; subscription: Subscription } {
  const heard: string[] = []
  const callback = (_: unknown, { data }: { data: Uint8Array }) => void heard.push(Buffer.from(data).toString())
  return { heard, subscription: nc.subscribe('jobs.>', { queue, callback }) }
}

test('queue groups share the work again after a restart, each job once', async () => {
  let server = await startNats({ port: 0 })
  const { port } = server
  const options = { servers: `127.0.0.1:${port}`, reconnectTimeWait: 20, maxReconnectAttempts: -1 }
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => connect(options)))
  const publisher = await connect(options)
  const groups = { a: workers.map((nc) => counting(nc, 'a').heard), b: workers.map((nc) => counting(nc, 'b').heard) }
  await Promise.all(workers.map((nc) => nc.flush()))
  const sent: string[] = []
  for (let round = 0; round < 3; round += 1) {
    if (round > 0) {
      const back = [...workers, publisher].map(reconnected)
      await server.stop()
      server = await startNats({ port })
      await Promise.all(back)
      await Promise.all(workers.map((nc) => nc.flush()))
    }
    for (let n = 0; n < JOBS; n += 1) {
      sent.push(`${round}.${n}`)
      publisher.publish(`jobs.${n}`, Buffer.from(`${round}.${n}`))
    }
    await publisher.flush()
    for (const group of Object.values(groups)) await expect.poll(() => group.flat().length).toBe(sent.length)
  }
  for (const group of Object.values(groups)) {
    expect(group.flat().sort()).toEqual([...sent].sort())
    // A random member gets each: with so many jobs, each member got some.
    for (const heard of group) expect(heard.length).toBeGreaterThan(JOBS / 10)
  }
  await Promise.all([...workers, publisher].map((nc) => nc.close()))
  await server.stop()
})

test('a queue group goes on without a member that is gone, even in the midst of its work', async () => {
  const server = await startNats({ port: 0 })
  const options = { servers: `127.0.0.1:${server.port}`, reconnect: false }
  const [stays, publisher] = [await connect(options), await connect(options)]
  const { heard } = counting(stays, 'a')
  await stays.flush()
  const leaves = new Raw(server.port)
  leaves.socket.write('CONNECT {"verbose":false}\r\nSUB jobs.> a 1\r\nPING\r\n')
  await leaves.until(({ text }) => text.includes('PONG'))
  for (let n = 0; n < 100; n += 1) publisher.publish(`jobs.${n}`)
  await publisher.flush()
  leaves.socket.resetAndDestroy()
  await expect
    .poll(async () => {
      const before = heard.length
      for (let n = 0; n < 50; n += 1) publisher.publish(`jobs.${n}`)
      await publisher.flush()
      await stays.flush()
      return heard.length - before
    })
    .toBe(50)
  await Promise.all([stays.close(), publisher.close()])
  await server.stop()
})

test('1,000 subscribers on as many connections hear each message, and leave nothing behind', async () => {
  const server = await startNats({ port: 0 })
  const subscribers = Array.from({ length: 1000 }, () => new Raw(server.port))
  for (const { socket } of subscribers) socket.write('CONNECT {"verbose":false}\r\nSUB news 1\r\nPING\r\n')
  await Promise.all(subscribers.map((one) => one.until(({ text }) => text.includes('PONG'))))
  const nc = await connect({ servers: `127.0.0.1:${server.port}` })
  for (const word of ['one', 'two', 'three']) nc.publish('news', Buffer.from(word))
  const whole = 'PONG\r\nMSG news 1 3\r\none\r\nMSG news 1 3\r\ntwo\r\nMSG news 1 5\r\nthree\r\n'
  await Promise.all(subscribers.map((one) => one.until(({ text }) => text.length >= whole.length)))
  expect(new Set(subscribers.map(({ text }) => text))).toEqual(new Set([whole]))
  for (const { socket } of subscribers) socket.destroy()
  await expect.poll(() => nc.request('news', undefined, { timeout: 200 }).catch(({ code }) => code)).toBe('503')
  await nc.close()
  await server.stop()
})
