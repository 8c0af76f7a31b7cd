import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { createServer as createListener } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { listen } from './listen.ts'

const HERE = { port: 0, host: '127.0.0.1' }
const ask = (url: string, agent: Agent) =>
  new Promise<IncomingMessage>((resolve, reject) => get(url, { agent }, resolve).on('error', reject))

test('connections are taken by every socket, and what is under way is answered before it ends', async () => {
  const app = Fastify()
  const gate = Promise.withResolvers<void>()
  let arrived = 0
  app.get('/', async () => {
    arrived += 1
    await gate.promise
    return 'done'
  })
  const { origin, close } = await listen(app, HERE)
  const agent = new Agent({ keepAlive: true, maxSockets: 40 })
  const answers = Array.from({ length: 40 }, () => ask(origin, agent))
  while (arrived < answers.length) await delay(5)
  const ended = close()
  await delay(100)
  gate.resolve()
  expect((await Promise.all(answers)).map(({ statusCode }) => statusCode)).toEqual(Array(40).fill(200))
  // Kept-alive connections do not hold it up.
  await ended
  await expect(ask(origin, agent)).rejects.toThrow()
  agent.destroy()
})

test('a port that somebody else has is refused in words, whether they share it or not', async () => {
  for (const reusePort of process.platform === 'linux' ? [false, true] : [false]) {
    const other = createListener().listen({ ...HERE, reusePort })
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    await expect(listen(Fastify(), { ...HERE, port })).rejects.toThrow(
      `port ${port} is in use. Stop what listens there`,
    )
    other.close()
  }
})
