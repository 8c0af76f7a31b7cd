import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLanes, type Job } from './lanes.ts'

/** What each event of a log asks for: the lanes that it concerns. */
const logs = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 }), { maxLength: 30 })

/** A log that is read through lanes, its jobs ending when the scheduler says; those of one event may fail. */
function read(log: string[][], atOnce: number, ended: () => Promise<unknown>, failing = -1) {
  const began: { position: number; lane: string }[] = []
  const open = new Set<number>()
  const finished: number[] = []
  const seen = { mostOpen: 0, overtaken: false, failures: 0 }
  const lanes = createLanes({
    atOnce,
    finished: (position) => {
      seen.overtaken ||= [...open].some((at) => at <= position)
      finished.push(position)
    },
    failed: () => {
      seen.failures += 1
    },
  })
  const jobOf = (position: number, left: Set<string>, lane: string): Job => ({
    lane,
    run: async () => {
      began.push({ position, lane })
      await ended()
      if (position === failing) throw new Error('no')
      left.delete(lane)
      if (left.size === 0) open.delete(position)
    },
  })
  const all = async () => {
    for (const [position, names] of log.entries()) {
      if (names.length > 0) open.add(position)
      seen.mostOpen = Math.max(seen.mostOpen, open.size)
      const left = new Set(names)
      await lanes.take(
        position,
        names.map((lane) => jobOf(position, left, lane)),
      )
    }
  }
  const done = all().then(() => lanes.settled())
  return { done, began, finished, seen }
}
const inLane = (began: { position: number; lane: string }[], lane: string) =>
  began.filter((one) => one.lane === lane).map(({ position }) => position)
const wanted = (log: string[][], lane: string) =>
  log.flatMap((names, position) => (names.includes(lane) ? [position] : []))

test('however the work ends: each lane is in order, no unfinished event is passed, and all come to their end', () =>
  fc.assert(
    fc.asyncProperty(fc.scheduler(), logs, fc.integer({ min: 1, max: 6 }), async (scheduler, log, atOnce) => {
      const story = read(log, atOnce, () => scheduler.schedule(Promise.resolve()))
      await scheduler.waitFor(story.done)
      for (const lane of 'abcd') expect(inLane(story.began, lane)).toEqual(wanted(log, lane))
      expect(story.finished).toEqual([...log.keys()])
      expect(story.seen).toMatchObject({ overtaken: false, failures: 0 })
      expect(story.seen.mostOpen).toBeLessThanOrEqual(atOnce)
    }),
  ))

test('where one fails, its position is never passed, and nothing of its lanes begins that comes after it', () =>
  fc.assert(
    fc.asyncProperty(fc.scheduler(), logs, fc.nat(29), async (scheduler, log, at) => {
      const failing = log[at]?.length ? at : -1
      const story = read(log, 4, () => scheduler.schedule(Promise.resolve()), failing)
      await scheduler.waitFor(story.done)
      expect(story.seen.overtaken).toBe(false)
      expect(story.finished).toEqual([...log.keys()].slice(0, story.finished.length))
      expect(story.seen.failures > 0).toBe(failing >= 0)
      if (failing < 0) return
      expect(story.finished).not.toContain(failing)
      for (const lane of log[failing] ?? [])
        expect(Math.max(...inLane(story.began, lane), -1)).toBeLessThanOrEqual(failing)
    }),
  ))

test('different lanes do not wait for each other, and the oldest keeps the place', async () => {
  const gates = new Map(['a', 'b', 'c'].map((lane) => [lane, Promise.withResolvers<void>()]))
  const finished: number[] = []
  const began: string[] = []
  const lanes = createLanes({ atOnce: 2, finished: (position) => finished.push(position), failed: () => {} })
  const job = (lane: string): Job => ({
    lane,
    run: async () => {
      began.push(lane)
      await gates.get(lane)?.promise
    },
  })
  await lanes.take(10, [job('a')])
  const full = lanes.take(20, [job('b')]).then(() => began.push('room'))
  await new Promise(setImmediate)
  expect(began).toEqual(['a', 'b'])
  gates.get('b')?.resolve()
  await full
  await lanes.take(21, [])
  void lanes.take(30, [job('c')])
  await new Promise(setImmediate)
  expect([began, finished]).toEqual([['a', 'b', 'room', 'c'], []])
  gates.get('a')?.resolve()
  await new Promise(setImmediate)
  expect(finished).toEqual([10, 20, 21])
  gates.get('c')?.resolve()
  await lanes.settled()
  expect(finished).toEqual([10, 20, 21, 30])
})
