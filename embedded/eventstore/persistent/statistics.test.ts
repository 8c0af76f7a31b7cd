import { expect, it } from 'vitest'
import { Latencies, Meter } from './statistics.ts'

it('measures a rate over a second or more, and counts since then', () => {
  const meter = new Meter()
  for (let n = 0; n < 30; n++) meter.count()
  const now = Date.now()
  expect(meter.read(now)).toEqual({ total: 30, sinceMeasured: 30, perSecond: 0 })
  const { perSecond, ...rest } = meter.read(now + 1500)
  expect(rest).toEqual({ total: 30, sinceMeasured: 0 })
  expect(perSecond).toBeGreaterThan(15)
  expect(perSecond).toBeLessThanOrEqual(20)
})

it('sums up the newest latencies', () => {
  const latencies = new Latencies()
  expect(latencies.summary()).toEqual([])
  for (let n = 0; n < 5000; n++) latencies.add(9999)
  for (let n = 1000; n >= 1; n--) latencies.add(n)
  expect(Object.fromEntries(latencies.summary())).toEqual({
    Mean: 501,
    Median: 500,
    Fastest: 1,
    Highest: 1000,
    'Quintile 1': 200,
    'Quintile 2': 400,
    'Quintile 3': 600,
    'Quintile 4': 800,
    'Quintile 5': 1000,
    '90%': 900,
    '95%': 950,
    '99%': 990,
    '99.5%': 995,
    '99.9%': 999,
  })
})
