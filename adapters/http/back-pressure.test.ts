import { setImmediate as turn } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { boundCrowd } from './back-pressure.ts'
import { sendProblem } from './problem.ts'

const AT_ONCE = 10
let app: FastifyInstance
/** Lets everything that waits be answered. */
let release: () => void

beforeEach(async () => {
  const gate = Promise.withResolvers<void>()
  release = gate.resolve
  app = Fastify()
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  boundCrowd(app, AT_ONCE)
  const waiting = async () => {
    await gate.promise
    return { ok: true }
  }
  app.get('/api/v1/slow', waiting)
  app.get('/page', waiting)
  app.get('/_app/file.js', waiting)
  app.get('/api/v1/live', waiting)
  app.get('/p/:id/card.png', waiting)
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/api/v1/broken', async () => {
    throw new Error('broken')
  })
})
afterEach(() => app.close())

const get = (url: string) => app.inject({ method: 'GET', url })

test('one too many is told to come back, and everybody else is answered', async () => {
  const waiting = Array.from({ length: AT_ONCE }, () => get('/api/v1/slow'))
  await get('/healthz')
  const refused = await get('/api/v1/slow')
  expect(refused.statusCode).toBe(503)
  expect(refused.headers['retry-after']).toBe('1')
  expect(refused.json()).toMatchObject({ code: 'UNAVAILABLE', detail: expect.stringContaining('Too many people') })
  expect((await get('/healthz')).statusCode).toBe(200)
  release()
  for (const answer of await Promise.all(waiting)) expect(answer.statusCode).toBe(200)
  expect((await get('/api/v1/slow')).statusCode).toBe(200)
})

test('pages are refused first, so that those under way can still ask the API', async () => {
  const pages = Array.from({ length: AT_ONCE / 5 }, () => get('/page'))
  await get('/healthz')
  expect((await get('/page')).statusCode).toBe(503)
  const calls = [get('/api/v1/slow'), get('/_app/file.js')]
  release()
  for (const call of await Promise.all(calls)) expect(call.statusCode).toBe(200)
  for (const page of await Promise.all(pages)) expect(page.statusCode).toBe(200)
})

test('live streams and pictures do not count, and what fails leaves the crowd too', async () => {
  const streams = ['/api/v1/live', '/p/1/card.png'].flatMap((url) => Array.from({ length: AT_ONCE }, () => get(url)))
  for (let i = 0; i < AT_ONCE * 2; i += 1) expect((await get('/api/v1/broken')).statusCode).toBe(500)
  release()
  expect((await get('/api/v1/slow')).statusCode).toBe(200)
  for (const stream of await Promise.all(streams)) expect(stream.statusCode).toBe(200)
})

test('while the event loop is late again and again, fewer are let in', async () => {
  const waiting = Array.from({ length: AT_ONCE - 2 }, () => get('/api/v1/slow'))
  await get('/healthz')
  for (let turns = 0; turns < 4; turns += 1) {
    for (const end = performance.now() + 250; performance.now() < end; );
    await turn()
  }
  expect((await get('/api/v1/slow')).statusCode).toBe(503)
  expect((await get('/healthz')).statusCode).toBe(200)
  release()
  for (const answer of await Promise.all(waiting)) expect(answer.statusCode).toBe(200)
})
