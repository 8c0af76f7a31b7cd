import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { sessionEnds } from '../../adapters/http/session-ends.ts'
import { beginEventStream, endInTime } from './event-stream.ts'

test('a closing server ends the streams that are open, and those that are just about to begin', async () => {
  const app = Fastify()
  const inTime = endInTime(app, sessionEnds(60_000), 60_000)
  const gates = [Promise.resolve(), Promise.withResolvers<void>()] as const
  app.get('/open', (_, reply) => follow(gates[0], reply))
  app.get('/late', (_, reply) => follow(gates[1].promise, reply))
  let underWay = 0
  async function follow(gate: Promise<void>, reply: Parameters<typeof beginEventStream>[0]) {
    underWay += 1
    await gate
    const response = beginEventStream(reply)
    const ended = inTime({ signedIn: undefined }, () => response.end())
    await once(response, 'close')
    ended()
  }
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const ask = async (path: string) =>
    (await once(get({ port, path, host: '127.0.0.1', agent: false }), 'response'))[0] as IncomingMessage
  const open = await ask('/open')
  const late = ask('/late')
  await expect.poll(() => underWay).toBe(2)
  const closed = app.close()
  const endOf = async (answer: IncomingMessage) => (await answer.toArray()).join('')
  expect(await endOf(open)).toMatch(/^retry: \d+/)
  gates[1].resolve()
  expect(await endOf(await late)).toMatch(/^retry: \d+/)
  await closed
})

test('a stream that has come of age ends', async () => {
  const ends: string[] = []
  const inTime = endInTime(Fastify(), sessionEnds(60_000), 20)
  const gone = inTime({ signedIn: undefined }, () => ends.push('left before'))
  gone()
  inTime({ signedIn: undefined }, () => ends.push('old'))
  await expect.poll(() => ends).toEqual(['old'])
})

test('a stream ends with the sign-in that began it, also when that is over by then', () => {
  const ends = sessionEnds(60_000)
  const inTime = endInTime(Fastify(), ends, 60_000)
  const told: string[] = []
  const of = (position: number) => ({ signedIn: { accountId: 'a', position } })
  const [before, after] = [of(1), of(3)]
  for (const [name, signedIn] of Object.entries({ before, after })) inTime(signedIn, () => told.push(name))
  inTime(before, () => told.push('left'))()
  ends.learn([{ id: 'a', position: 2 }])
  expect(told).toEqual(['before'])
  inTime(before, () => told.push('late'))()
  expect(told).toEqual(['before', 'late'])
})
