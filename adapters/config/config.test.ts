import { describe, expect, test } from 'vitest'
import { ROLES, readConfig } from './config.ts'

const REAL = { EVENTSTORE_URL: 'esdb://store:2113', MONGODB_URL: 'mongodb://db', NATS_URL: 'nats://bus' }

test('with nothing set, all is embedded, seeded and on this machine only', () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    data: '.data',
    embedded: true,
    sandbox: true,
    seed: true,
    accessLog: false,
    roles: [...ROLES],
    callsPerMinute: 100,
  })
})

test('with real servers nothing is made up: no sandbox, no seed, and a log', () => {
  const expected = { embedded: false, sandbox: false, seed: false, accessLog: true }
  expect(readConfig(REAL)).toMatchObject(expected)
  for (const [name, value] of Object.entries(REAL)) expect(readConfig({ [name]: value })).toMatchObject(expected)
  expect(readConfig({ ...REAL, MADANG_SANDBOX: 'true' })).toMatchObject({ sandbox: true, embedded: false })
})

test('an empty setting counts as left out', () => {
  expect(readConfig({ PORT: '', MADANG_SECRET: '', EVENTSTORE_URL: '' })).toMatchObject({
    port: 3000,
    embedded: true,
    secret: undefined,
  })
})

test('roles and the public origin are read as they are meant', () => {
  expect(readConfig({ MADANG_ROLES: 'http, sagas' }).roles).toEqual(['http', 'sagas'])
  expect(readConfig({ MADANG_PUBLIC_ORIGIN: 'https://madang.example/' }).publicOrigin).toBe('https://madang.example')
})

describe('a setting that does not fit is named', () => {
  test.each([
    ['PORT', 'many'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['EVENTSTORE_URL', 'http://store'],
    ['MONGODB_URL', 'db:27017'],
    ['NATS_URL', 'tcp://bus'],
    ['MADANG_PUBLIC_ORIGIN', 'madang.example'],
    ['MADANG_ROLES', 'http,cook'],
    ['MADANG_SEED', 'yes'],
    ['MADANG_CALLS_PER_MINUTE', '0'],
    ['MADANG_CLOCK', 'yesterday'],
    ['MADANG_SANDBOX_LATENCY_MS', '-5'],
    // A take-down waits 15 s for what is under way: a call may not take longer.
    ['MADANG_PARTNER_TIMEOUT_MS', '20000'],
    ['MADANG_BREAKER_OPEN_MS', '0'],
  ])('%s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(name)
  })
  test('all of them at once', () => {
    expect(() => readConfig({ PORT: 'x', MADANG_SEED: 'x' })).toThrow(/PORT[\s\S]*MADANG_SEED/)
  })
})

test('a made-up clock is refused where posts are real', () => {
  const MADANG_CLOCK = '2026-11-21T00:00:00Z'
  expect(readConfig({ MADANG_CLOCK }).clock).toBe(MADANG_CLOCK)
  for (const env of [{ MADANG_SANDBOX: 'false' }, REAL])
    expect(() => readConfig({ ...env, MADANG_CLOCK })).toThrow('MADANG_CLOCK works only beside the sandbox')
})
