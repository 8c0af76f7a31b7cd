import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ask, later, NOON } from './harness.ts'

const PATH = '/ringobiz/v1/ringbacks'
let data: string
let child: ChildProcess

async function start(): Promise<string> {
  const args = ['--port', '0', '--data', data, '--latency-ms', '0']
  child = fork(join(import.meta.dirname, 'main.ts'), args, { stdio: 'ignore' })
  const [message] = (await once(child, 'message')) as [{ ready: number }]
  return `http://127.0.0.1:${message.ready}`
}

async function kill(): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'partners-'))
})
afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) await kill()
  await rm(data, { recursive: true })
})

const create = (base: string, reference: string) => {
  const body = { phoneNumber: '0212345678', text: '가을 세일', endsAt: later(600) }
  return ask(base, 'POST', PATH, { body, headers: { 'idempotency-key': reference } })
}

test('a killed process forgets nothing it accepted: posts, requests, scripts, the clock', async () => {
  let base = await start()
  await ask(base, 'POST', '/control/clock', { body: { now: NOON, held: true } })
  const made = await Promise.all(Array.from({ length: 50 }, (_, n) => create(base, `r${n}`)))
  expect(made.every(({ status }) => status === 201)).toBe(true)
  const behaviours = [
    { kind: 'status', status: 500 },
    { kind: 'status', status: 502 },
  ]
  await ask(base, 'POST', '/control/script', { body: { partner: 'ringobiz', behaviours } })
  expect((await create(base, 'failing')).status).toBe(500)
  const before = (await ask(base, 'GET', '/control/record')).body
  await kill()

  base = await start()
  expect((await ask(base, 'GET', '/control/clock')).body.now).toBe(new Date(NOON).toISOString())
  expect((await ask(base, 'GET', '/control/record')).body).toEqual(before)
  expect((await create(base, 'failing')).status).toBe(502)
  expect(await create(base, 'r7')).toMatchObject({ status: 200, body: { id: made[7]?.body.id } })
  expect((await create(base, 'fresh')).status).toBe(201)
  expect((await ask(base, 'GET', '/control/record')).body.posts).toHaveLength(51)
})

test('what was received but swallowed by the kill is on record, without a post', async () => {
  let base = await start()
  await ask(base, 'POST', '/control/clock', { body: { now: NOON } })
  await ask(base, 'POST', '/control/script', {
    body: { partner: 'ringobiz', behaviours: [{ kind: 'latency', ms: 5_000 }] },
  })
  const lost = create(base, 'lost').catch(() => 'no answer')
  await expect.poll(async () => (await ask(base, 'GET', '/control/requests')).body.requests.length).toBe(1)
  await kill()
  expect(await lost).toBe('no answer')
  base = await start()
  const { posts, requests } = (await ask(base, 'GET', '/control/record?reference=lost')).body
  expect(posts).toEqual([])
  expect(requests).toMatchObject([{ operation: 'create', outcome: null }])
})
