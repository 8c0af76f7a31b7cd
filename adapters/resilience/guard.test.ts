import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createBreakers } from './breakers.ts'
import { createGuard, GUARD_DEFAULTS, type Guard } from './guard.ts'

const OPTIONS = { ...GUARD_DEFAULTS, timeoutMs: 200, openMs: 150, windowMs: 2_000 }
const ok = async () => 'ok'
const fail = async () => {
  throw new Error('down')
}
const never = () => new Promise<never>(() => {})
const refused = (code: string) => ({ name: 'Guarded', code })

async function times(count: number, act: () => Promise<unknown>) {
  for (let n = 0; n < count; n += 1) await act().catch(() => {})
}
async function opened(options = OPTIONS): Promise<Guard> {
  const guard = createGuard('api', options)
  await times(10, () => guard.run(fail))
  expect(guard.state()).toBe('open')
  return guard
}

describe('the breaker', () => {
  test('opens above 5 % of at least 10 calls, and not before', async () => {
    const guard = createGuard('api', OPTIONS)
    await times(9, () => guard.run(fail))
    expect(guard.state()).toBe('closed')
    await expect(guard.run(fail)).rejects.toThrow('down')
    expect(guard.state()).toBe('open')
    await expect(guard.run(ok)).rejects.toMatchObject(refused('BREAKER_OPEN'))
  })

  test('5 % is not above 5 %', async () => {
    const guard = createGuard('api', OPTIONS)
    await times(19, () => guard.run(ok))
    await times(1, () => guard.run(fail))
    expect(guard.state()).toBe('closed')
    await times(1, () => guard.run(fail))
    expect(guard.state()).toBe('open')
  })

  test('forgets calls older than its window, however few came since', async () => {
    const guard = createGuard('api', { ...OPTIONS, windowMs: 80 })
    await times(9, () => guard.run(fail))
    await sleep(120)
    await times(9, () => guard.run(fail))
    expect(guard.state()).toBe('closed')
  })

  test('lets exactly one trial through, and closes when it succeeds', async () => {
    const guard = await opened()
    await sleep(180)
    let calls = 0
    const slow = async () => {
      calls += 1
      await sleep(20)
      return 'ok'
    }
    const results = await Promise.allSettled([guard.run(slow), guard.run(slow), guard.run(slow)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(calls).toBe(1)
    expect(guard.state()).toBe('closed')
    await times(8, () => guard.run(fail))
    expect(guard.state()).toBe('closed')
  })

  test('stays open when the trial fails, times out or is given up', async () => {
    const guard = await opened()
    let trials = 0
    const hang = () => {
      trials += 1
      return never()
    }
    for (const trial of [
      () => guard.run(hang),
      () => guard.run(hang, AbortSignal.timeout(10)),
      () => guard.run(fail),
    ]) {
      await sleep(180)
      await times(1, trial)
      await expect.poll(() => guard.state(), { interval: 1 }).toBe('open')
    }
    expect(trials).toBe(2)
  })

  test('does not count what the service cannot be blamed for', async () => {
    const guard = createGuard('api', { ...OPTIONS, isFailure: (error) => !String(error).includes('down') })
    await times(12, () => guard.run(fail))
    await times(12, () => guard.run(never, AbortSignal.timeout(5)))
    expect(guard.state()).toBe('closed')
  })
})

describe('the timeout and the bulkhead', () => {
  test('a call that takes too long is cut off, with its signal', async () => {
    let cutOff = false
    const guard = createGuard('api', OPTIONS)
    const hang = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => {
        cutOff = true
      })
      return never()
    }
    await expect(guard.run(hang)).rejects.toMatchObject({ ...refused('TIMEOUT'), started: true })
    expect(cutOff).toBe(true)
  })

  test('a signal that the caller aborts says whether the work had begun', async () => {
    const guard = createGuard('api', { ...OPTIONS, concurrent: 1 })
    const running = guard.run(never, AbortSignal.timeout(40))
    const waiting = guard.run(ok, AbortSignal.timeout(10))
    await expect(waiting).rejects.toMatchObject({ ...refused('CANCELLED'), started: false })
    await expect(running).rejects.toMatchObject({ ...refused('CANCELLED'), started: true })
    await expect(guard.run(ok, AbortSignal.abort())).rejects.toMatchObject({ started: false })
  })

  test('runs so many at once, queues so many, and refuses the rest', async () => {
    const guard = createGuard('api', { ...OPTIONS, concurrent: 2, queued: 1 })
    let most = 0
    let now = 0
    const work = async () => {
      now += 1
      most = Math.max(most, now)
      await sleep(20)
      now -= 1
    }
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => guard.run(work)))
    expect(most).toBe(2)
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected'])
    expect(results[3]).toMatchObject({ reason: refused('BULKHEAD_FULL') })
    expect(guard.state()).toBe('closed')
  })
})

test('breakers are observable by id, and tell of each change', async () => {
  const breakers = createBreakers()
  const guard = breakers.guard('kakao', OPTIONS)
  breakers.guard('nts', OPTIONS)
  const seen: string[] = []
  const stop = breakers.onChange((id, state) => seen.push(`${id} ${state}`))
  await times(10, () => guard.run(fail))
  await sleep(180)
  await guard.run(ok)
  expect(seen).toEqual(['kakao open', 'kakao half-open', 'kakao closed'])
  stop()
  await times(10, () => guard.run(fail))
  expect(seen).toHaveLength(3)
  expect(breakers.states()).toEqual({ kakao: 'open', nts: 'closed' })
  expect(breakers.state('kakao')).toBe('open')
  expect(() => breakers.state('none')).toThrow()
  expect(() => breakers.guard('nts')).toThrow()
})
