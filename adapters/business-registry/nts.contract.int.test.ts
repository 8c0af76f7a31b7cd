import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { sandboxForTests } from '../../embedded/partners/harness.ts'
import { createBreakers } from '../resilience/breakers.ts'
import { GUARD_DEFAULTS } from '../resilience/guard.ts'
import { ntsRegistry, ntsSandbox } from './nts.ts'
import type { Cache } from './port.ts'

const { base, call, script, record } = sandboxForTests()
const LIMITS = { ...GUARD_DEFAULTS, timeoutMs: 500, openMs: 800 }
const business = { businessNumber: '124-81-00998', openedOn: '2020-03-02', ownerName: '홍길동' }
const numbered = (businessNumber: string) => ({ ...business, businessNumber })

function mapCache() {
  const kept = new Map<string, unknown>()
  const ttls: number[] = []
  const cache: Cache = {
    get: async (key) => kept.get(key),
    async set(key, value, ttlMs) {
      kept.set(key, value)
      ttls.push(ttlMs)
    },
  }
  return { cache, kept, ttls }
}

function open(env: Record<string, string> = {}, cache: Cache = mapCache().cache, deadlineMs = 5_000) {
  const breakers = createBreakers()
  const deps = { guard: breakers.guard('nts', LIMITS), cache, deadlineMs, pauseMs: 5 }
  return { breakers, registry: ntsRegistry({ ...ntsSandbox(base()), ...env }, deps) }
}

let seen = 0
const requests = async () => (await record({ partner: 'nts' })).requests.slice(seen)
const fails = (behaviours: Record<string, unknown>[], more = {}) => script({ partner: 'nts', behaviours, ...more })

beforeEach(async () => {
  seen = (await record({ partner: 'nts' })).requests.length
})

describe('the business registry', () => {
  test.each([
    ['124-81-00998', 'verified'],
    ['1000000009', 'suspended'],
    ['2000000008', 'closed'],
    ['3000000007', 'mismatch'],
    ['4000000006', 'mismatch'],
  ])('%s is %s', async (number, verification) => {
    expect(await open().registry.verifyBusiness(numbered(number))).toBe(verification)
  })

  test('it is asked what the business says of itself, and then whether it is open', async () => {
    await open().registry.verifyBusiness(business)
    expect(await requests()).toMatchObject([
      { operation: 'validate', body: { businesses: [{ b_no: '1248100998', start_dt: '20200302', p_nm: '홍길동' }] } },
      { operation: 'status', body: { b_no: ['1248100998'] } },
    ])
  })

  test('a wrong check digit costs no call, and a missing key neither', async () => {
    expect(await open().registry.verifyBusiness(numbered('124-81-00999'))).toBe('mismatch')
    expect(await open({ NTS_SERVICE_KEY: '' }).registry.verifyBusiness(business)).toBe('unavailable')
    expect(await requests()).toEqual([])
  })

  test('two failures are got over, the third is unavailable', async () => {
    await fails([{ kind: 'reset' }, { kind: 'status', status: 500 }, { kind: 'ok' }, { kind: 'timeout' }])
    expect(await open().registry.verifyBusiness(business)).toBe('verified')
    expect(await requests()).toHaveLength(5)
    await fails([{ kind: 'garbage' }, { kind: 'status', status: 503 }, { kind: 'reset' }])
    expect(await open().registry.verifyBusiness(business)).toBe('unavailable')
    expect(await requests()).toHaveLength(8)
  })

  test('a refused key, a rate limit and an answer about something else are unavailable, at once', async () => {
    expect(await open({ NTS_SERVICE_KEY: 'invalid-key' }).registry.verifyBusiness(business)).toBe('unavailable')
    await fails([{ kind: 'rate-limit', retryAfter: 60 }])
    expect(await open().registry.verifyBusiness(business)).toBe('unavailable')
    await fails([{ kind: 'status', status: 200, body: { data: [{ b_no: '0000000000', valid: '01' }] } }])
    expect(await open().registry.verifyBusiness(business)).toBe('unavailable')
    await fails([
      { kind: 'ok' },
      { kind: 'status', status: 200, body: { data: [{ b_no: '1248100998', b_stt_cd: '9' }] } },
    ])
    expect(await open().registry.verifyBusiness(business)).toBe('unavailable')
    expect(await requests()).toHaveLength(5)
  })

  test('whatever hangs, the answer is there by the deadline', async () => {
    await fails([{ kind: 'timeout' }], { mode: 'always' })
    expect(await open({}, undefined, 250).registry.verifyBusiness(business)).toBe('unavailable')
    const hanging: Cache = { get: () => new Promise(() => {}), set: async () => {} }
    expect(await open({}, hanging, 250).registry.verifyBusiness(business)).toBe('unavailable')
  })

  test('the breaker opens, answers at once, and closes after a good trial', async () => {
    const { registry, breakers } = open()
    await fails([{ kind: 'status', status: 500 }], { mode: 'always' })
    for (let n = 0; n < 4; n += 1) expect(await registry.verifyBusiness(business)).toBe('unavailable')
    expect(breakers.state('nts')).toBe('open')
    const before = (await requests()).length
    expect(await registry.verifyBusiness(business)).toBe('unavailable')
    expect(await requests()).toHaveLength(before)
    await call('DELETE', '/control/script')
    await sleep(LIMITS.openMs + 20)
    expect(await registry.verifyBusiness(business)).toBe('verified')
    expect(breakers.state('nts')).toBe('closed')
  })

  test('a valid answer is kept for 24 hours, under a key that tells nothing', async () => {
    const { cache, kept, ttls } = mapCache()
    const { registry } = open({}, cache)
    expect(await registry.verifyBusiness(business)).toBe('verified')
    expect(await registry.verifyBusiness(numbered('1248100998'))).toBe('verified')
    expect(await requests()).toHaveLength(2)
    expect(ttls).toEqual([86_400_000])
    expect([...kept.keys()].join()).not.toMatch(/124|홍길동/)
    await registry.verifyBusiness({ ...business, ownerName: '임꺽정' })
    expect(await requests()).toHaveLength(4)
  })

  test('no other answer is kept, and a broken cache does no harm', async () => {
    const { cache, kept } = mapCache()
    const { registry } = open({}, cache)
    for (const number of ['1000000009', '2000000008', '3000000007']) await registry.verifyBusiness(numbered(number))
    expect(kept.size).toBe(0)
    const broken = async () => {
      throw new Error('no cache')
    }
    expect(await open({}, { get: broken, set: broken }).registry.verifyBusiness(business)).toBe('verified')
  })
})

/** On the real thing: a business that is open, in CONTRACT_NTS_NUMBER, CONTRACT_NTS_OPENED_ON and CONTRACT_NTS_OWNER. */
const { CONTRACT_NTS_SERVICE_KEY: key, CONTRACT_NTS_NUMBER, CONTRACT_NTS_OPENED_ON, CONTRACT_NTS_OWNER } = process.env
const isLive = key && CONTRACT_NTS_NUMBER && CONTRACT_NTS_OPENED_ON && CONTRACT_NTS_OWNER
const why = 'CONTRACT_NTS_SERVICE_KEY, _NUMBER, _OPENED_ON and _OWNER are not all set'
if (!isLive) console.info(`the registry is not tested on the real thing; ${why}`)

test.skipIf(!isLive)(`the real registry${isLive ? '' : ` (${why})`}`, async () => {
  const guard = createBreakers().guard('nts')
  const live = ntsRegistry({ NTS_SERVICE_KEY: key }, { guard, cache: mapCache().cache, deadlineMs: 10_000 })
  const real = {
    businessNumber: CONTRACT_NTS_NUMBER ?? '',
    openedOn: CONTRACT_NTS_OPENED_ON ?? '',
    ownerName: CONTRACT_NTS_OWNER ?? '',
  }
  expect(await live.verifyBusiness(real)).toBe('verified')
  expect(await live.verifyBusiness({ ...real, ownerName: '아무개' })).toBe('mismatch')
})
