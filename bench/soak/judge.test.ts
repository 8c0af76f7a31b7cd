import { describe, expect, test } from 'vitest'
import { type Call, outcomeOf } from './crowd/calls.ts'
import { byRoute, cpuShares, judgeMemory, recoveredAfter, slopeOf } from './judge.ts'
import type { Sample } from './processes.ts'

const call = (route: string, ms: number, more: Partial<Call> = {}): Call => ({
  route,
  ms,
  at: 0,
  outcome: 'ok',
  ...more,
})

test('answers are judged by their status, and refusals by whether they say when to come back', () => {
  expect([200, 202, 303, 304].map((status) => outcomeOf(status, undefined))).toEqual(['ok', 'ok', 'ok', 'ok'])
  expect([429, 503].map((status) => outcomeOf(status, '1'))).toEqual(['shed', 'shed'])
  expect([429, 503].map((status) => outcomeOf(status, undefined))).toEqual(['mute', 'mute'])
  expect([400, 401, 404, 409, 500, 502].map((status) => outcomeOf(status, '1'))).toEqual(Array(6).fill('error'))
})

test('each route has its figures; only what was answered well is timed', () => {
  const times = Array.from({ length: 100 }, (_, index) => call('a', index + 1))
  const [a, b] = byRoute([...times, call('a', 9_999, { outcome: 'shed' }), call('b', 5, { outcome: 'mute' })])
  expect(a).toEqual({ route: 'a', calls: 101, p50: 50, p95: 95, p99: 99, shed: 1, errors: 0 })
  expect(b).toMatchObject({ calls: 1, shed: 0, errors: 1 })
})

describe('memory', () => {
  const samples = (mib: (minute: number) => number): Sample[] =>
    Array.from({ length: 300 }, (_, second) => ({
      name: 'app',
      pid: 1,
      at: second * 1_000,
      mib: mib(second / 60),
      cpuMs: second * 250,
    }))

  test('that goes up and down between collections is flat', () =>
    expect(judgeMemory(samples((minute) => 200 + 20 * Math.sin(minute * 9)))).toMatchObject([{ isFlat: true }]))
  test('that grows while it warms up only is flat', () =>
    expect(judgeMemory(samples((minute) => 100 + 60 * Math.min(1, minute)))).toMatchObject([{ isFlat: true }]))
  test('that leaks is not', () => {
    const [memory] = judgeMemory(samples((minute) => 200 + 8 * minute))
    expect(memory?.slope).toBeCloseTo(8, 5)
    expect(memory?.isFlat).toBe(false)
  })
  test('a line has its slope, and one point none', () => {
    expect(
      slopeOf([
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
    ).toBeCloseTo(2)
    expect(slopeOf([[1, 1]])).toBe(0)
  })
  test('time on the processor is a share of a core', () =>
    expect(cpuShares(samples(() => 1)).get('app')).toBeCloseTo(0.25))
})

describe('recovery', () => {
  const calls = (ms: (second: number) => number, more: (second: number) => Partial<Call> = () => ({})) =>
    Array.from({ length: 20 }, (_, second) => call('a', ms(second), { at: 5_000 + second * 1_000, ...more(second) }))

  test('is when the last slow window is over', () =>
    expect(
      recoveredAfter(
        calls((second) => (second < 5 ? 900 : 90)),
        5_000,
        500,
      ),
    ).toBe(6))
  test('waits for the last refusal', () =>
    expect(
      recoveredAfter(
        calls(
          () => 90,
          (second) => (second === 3 ? { outcome: 'shed' } : {}),
        ),
        5_000,
        500,
      ),
    ).toBe(4))
  test('is at once where nothing was ever wrong', () =>
    expect(
      recoveredAfter(
        calls(() => 90),
        5_000,
        500,
      ),
    ).toBe(0))
  test('never comes when the end is still slow', () =>
    expect(
      recoveredAfter(
        calls(() => 900),
        5_000,
        500,
      ),
    ).toBeUndefined())
})
