import { expect, test } from 'vitest'
import { planRound } from './plan.ts'
import { describePlan } from './report.ts'

const options = { seed: 7, round: 3, shops: 5, campaigns: 10, faultsMs: 8_000 }

test('the same seed brings the same plan, another seed or round another one', () => {
  expect(planRound(options)).toEqual(planRound(options))
  expect(planRound({ ...options, seed: 8 }).campaigns).not.toEqual(planRound(options).campaigns)
  expect(planRound({ ...options, round: 4 }).campaigns).not.toEqual(planRound(options).campaigns)
})

test('over some rounds everything is killed and frozen, and every kind of failure and campaign comes', () => {
  const plans = Array.from({ length: 60 }, (_, round) => planRound({ ...options, round }))
  const seen = <T>(of: (plan: (typeof plans)[number]) => T[]) => new Set(plans.flatMap(of))
  const hit = seen(({ processes }) => processes.map(({ kind, target }) => `${kind} ${target}`))
  for (const target of ['app-1', 'app-2', 'eventstore', 'mongo', 'nats']) {
    expect(hit).toContain(`kill ${target}`)
    expect(hit).toContain(`freeze ${target}`)
  }
  expect(hit).toContain('kill everything')
  const kinds = seen(({ partners }) => partners.flatMap(({ behaviours }) => behaviours.map(({ kind }) => kind)))
  expect([...kinds]).toEqual(
    expect.arrayContaining(['timeout-after-success', 'rate-limit', 'garbage-after-success', 'reset-after-success']),
  )
  for (const { campaigns } of plans)
    for (const { ending, atMs } of campaigns)
      expect(atMs).toBeLessThanOrEqual(options.faultsMs * (ending === 'cancel' || ending === 'take-down' ? 0.3 : 0.8))
  const numbers = plans.flatMap(({ signUps }) => signUps.map(({ number }) => number))
  expect(new Set(numbers).size).toBe(numbers.length)
  const endings = seen(({ campaigns }) => campaigns.map(({ ending }) => ending))
  expect([...endings].sort()).toEqual(['cancel', 'draw', 'none', 'retry', 'take-down'])
  expect(describePlan(plans[0] as never)).toMatch(/^round 0: 10 promotions/)
})
