import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTimers } from './timers.ts'
import type { WorkRow } from './work.ts'

const START = Date.parse('2026-11-20T03:00:00.000Z')
const at = (ms: number) => new Date(START + ms).toISOString()
const row = (_id: string, dueMs: number) =>
  ({ _id, kind: 'timer', dueAt: at(dueMs), scheduledBy: `s${dueMs}` }) as WorkRow

beforeEach(() => {
  vi.useFakeTimers({ now: START })
})
afterEach(() => {
  vi.useRealTimers()
})

function created(rows: WorkRow[] = [], now = () => new Date().toISOString()) {
  const fired: string[] = []
  const find = ({ dueAt: { $lte } }: { dueAt: { $lte: string } }) => rows.filter(({ dueAt = '' }) => dueAt <= $lte)
  const timers = createTimers(
    { find } as never,
    now,
    ({ _id }) => fired.push(_id),
    () => {},
  )
  return { timers, fired }
}

test('fires at its time, once, and not after it was cancelled', () => {
  const { timers, fired } = created()
  timers.arm(row('a', 1_000))
  timers.arm(row('b', 1_000))
  timers.disarm('b')
  vi.advanceTimersByTime(999)
  expect(fired).toEqual([])
  vi.advanceTimersByTime(60_000)
  expect(fired).toEqual(['a'])
})

test('waits on when it is woken before its time, as a clock that was set back has it', () => {
  let behind = 0
  const { timers, fired } = created([], () => new Date(Date.now() - behind).toISOString())
  timers.arm(row('a', 1_000))
  behind = 500
  vi.advanceTimersByTime(1_000)
  expect(fired).toEqual([])
  vi.advanceTimersByTime(500)
  expect(fired).toEqual(['a'])
})

test('what is far away is found by a sweep in time; what is overdue comes at once', async () => {
  const { timers, fired } = created([row('late', -5_000), row('far', 100_000)])
  timers.arm(row('far', 100_000))
  await timers.start()
  await vi.advanceTimersByTimeAsync(0)
  expect(fired).toEqual(['late'])
  await vi.advanceTimersByTimeAsync(99_999)
  expect(fired).not.toContain('far')
  await vi.advanceTimersByTimeAsync(1)
  expect(fired).toContain('far')
  timers.stop()
})

test('started twice and stopped once, nothing goes on', async () => {
  const { timers } = created([row('far', 3_600_000)])
  await timers.start()
  await timers.start()
  timers.arm(row('soon', 1_000))
  timers.stop()
  expect(vi.getTimerCount()).toBe(0)
})
