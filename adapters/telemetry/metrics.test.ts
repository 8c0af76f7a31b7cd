import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { measure } from './metrics.ts'

async function measured() {
  const app = Fastify()
  onTestFinished(() => app.close())
  const metrics = measure(app)
  app.get('/things/:id', async () => ({}))
  app.get('/refused', (_request, reply) => reply.status(401).send())
  app.get('/broken', async () => {
    throw new Error('broken')
  })
  const text = async () => (await app.inject({ url: '/metrics' })).body
  return { app, metrics, text }
}

test('every kind of answer is counted once, by its route and not its address', async () => {
  const { app, text } = await measured()
  for (const url of ['/things/1', '/things/2', '/broken', '/refused', '/none']) await app.inject({ url })
  const counted = (await text()).match(/^madang_http_request_seconds_count\{.*/gm)
  expect(counted).toEqual([
    'madang_http_request_seconds_count{method="GET",route="/things/:id",status="200"} 2',
    'madang_http_request_seconds_count{method="GET",route="/broken",status="500"} 1',
    'madang_http_request_seconds_count{method="GET",route="/refused",status="401"} 1',
    'madang_http_request_seconds_count{method="GET",route="none",status="404"} 1',
  ])
})

test('who was refused for who they are is counted apart', async () => {
  const { app, text } = await measured()
  for (const url of ['/refused', '/refused', '/broken']) await app.inject({ url })
  expect((await text()).match(/^madang_auth_failures_total.*/gm)).toEqual([
    'madang_auth_failures_total{status="401"} 2',
  ])
})

test('a gauge is asked for its values when metrics are read, and forgets the former ones', async () => {
  const { metrics, text } = await measured()
  const values = new Map([['a', 1]])
  metrics.gauge('depth', 'how deep', ['of'], (set) => {
    for (const [of, value] of values) set({ of }, value)
  })
  expect(await text()).toMatch(/^depth\{of="a"\} 1$/m)
  values.delete('a')
  values.set('b', 2)
  expect((await text()).match(/^depth\{.*/gm)).toEqual(['depth{of="b"} 2'])
})
