import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeRecord, idOf, streamOf, ticksOf } from '../codec/record.ts'
import { ANY } from '../codec/requests.ts'
import { type Run, rowsOf } from './runs.ts'
import { openStore, type Store } from './store.ts'
import { metastreamOf } from './stream-table.ts'
import { proposed } from './test-support.ts'

const NAMES = ['a-1', 'b-1', 'c-1']
const appends = fc.array(
  fc.record({ stream: fc.constantFrom(...NAMES), count: fc.integer({ min: 1, max: 40 }), big: fc.boolean() }),
  { minLength: 1, maxLength: 12 },
)
const read = fc.record({
  from: fc.nat(250),
  limit: fc.integer({ min: 1, max: 60 }),
  truncateBefore: fc.nat(60),
  maxCount: fc.integer({ min: 1, max: 200 }),
})

/** What an append leaves in the log, in memory or on disk. */
function fill(store: Store, plan: { stream: string; count: number; big: boolean }[]): void {
  for (const { stream, count, big } of plan) {
    const events = Array.from({ length: count }, () => proposed('T', big ? 'x'.repeat(3000) : '{}'))
    store.writer.now(() => store.appender.append(stream, ANY, events))
  }
}

function obey(store: Store, name: string, metadata: object): void {
  const event = proposed('$metadata', JSON.stringify(metadata))
  store.writer.now(() => store.appender.append(metastreamOf(name), ANY, [event]))
}

const rows = (page: Run[], backwards: boolean) =>
  page.flatMap((run) => (backwards ? rowsOf(run).reverse() : rowsOf(run)))

/** Reads page by page from a place until there is no more. */
function readAll(next: (from: number) => Run[], from: number, backwards: boolean, by: 'position' | 'revision') {
  const found = []
  for (let at = from; ; ) {
    const page = rows(next(at), backwards)
    const last = page.at(-1)
    if (!last) return found
    found.push(...page)
    at = last[by] + (backwards ? -1 : 1)
    if (backwards && at < (by === 'position' ? 1 : 0)) return found
  }
}

it('reads the same from memory and from disk, in pages of any size, both ways, from anywhere', () => {
  fc.assert(
    fc.property(appends, read, (plan, { from, limit }) => {
      const store = openStore(':memory:', 'NORMAL')
      fill(store, plan)
      const { reader, log } = store
      const all = log.tail.between(1, log.committed)?.flatMap(rowsOf) ?? []
      expect(all.map(({ position }) => position)).toEqual(all.map((_, index) => index + 1))
      log.tail.between = () => undefined
      const forwards = readAll(
        (at) => (at > log.committed ? [] : reader.forward(at, log.committed, limit)),
        from + 1,
        false,
        'position',
      )
      expect(forwards).toEqual(all.slice(from))
      expect(readAll((at) => reader.backward(at, limit), from, true, 'position')).toEqual(all.slice(0, from).reverse())
      store.close()
    }),
    { numRuns: 60 },
  )
})

it('reads a stream the same both ways, and what its metadata leaves of it', () => {
  fc.assert(
    fc.property(appends, read, (plan, { from, limit, truncateBefore, maxCount }) => {
      const store = openStore(':memory:', 'NORMAL')
      fill(store, plan)
      const { reader, log } = store
      const name = NAMES[0] as string
      obey(store, name, { $tb: truncateBefore, $maxCount: maxCount })
      const stream = log.streams.find(name)
      const whole = (log.tail.between(1, log.committed) ?? [])
        .flatMap(rowsOf)
        .filter(({ record }) => streamOf(record) === name)
      expect(whole.map(({ revision }) => revision)).toEqual(whole.map((_, index) => index))
      const left = whole.slice(truncateBefore).slice(-maxCount)
      const forwards = readAll((at) => reader.streamForward(stream, at, stream.last, limit), from, false, 'revision')
      expect(forwards).toEqual(left.filter(({ revision }) => revision >= from))
      const backwards = readAll((at) => reader.streamBackward(stream, at, limit), from, true, 'revision')
      expect(backwards).toEqual(left.filter(({ revision }) => revision <= from).reverse())
      store.close()
    }),
    { numRuns: 60 },
  )
})

it('follows links from one run into the next, back, and to what is no more', () => {
  const store = openStore(':memory:', 'NORMAL')
  fill(
    store,
    [20, 1, 30].map((count) => ({ stream: 'a-1', count, big: false })),
  )
  const follow = (revision: number) => {
    const place = { stream: Buffer.from('l-1'), revision: 0, position: 1, ticks: ticksOf(1) }
    const target = store.reader.target(encodeRecord(proposed('$>', `${revision}@a-1`), place))
    return target && idOf(target)
  }
  const stream = store.log.streams.find('a-1')
  const ids = store.reader
    .streamForward(stream, 0, 50)
    .flatMap(rowsOf)
    .map(({ record }) => idOf(record))
  expect(ids).toHaveLength(51)
  const revisions = [...ids.keys()]
  for (const order of [revisions, revisions.toReversed()]) expect(order.map(follow)).toEqual(order.map((n) => ids[n]))
  expect([51, 99].map(follow)).toEqual([undefined, undefined])
  obey(store, 'a-1', { $tb: 10 })
  expect([9, 10].map(follow)).toEqual([undefined, ids[10]])
  store.close()
})

it('answers any part of what was appended with where it is, after its ids were written too', () => {
  const store = openStore(':memory:', 'NORMAL')
  const all = Array.from({ length: 9000 }, () => proposed())
  const append = (events: typeof all) => {
    let outcome: unknown
    store.writer.now(() => {
      outcome = store.appender.append('a-1', ANY, events)
    })
    return outcome
  }
  for (let n = 0; n < all.length; n += 300) append(all.slice(n, n + 300))
  expect(store.log.ids.kept).toBeLessThan(all.length)
  expect(store.log.ids.kept).toBeGreaterThan(0)
  const positions = new Map(
    rows(store.log.tail.between(store.log.committed - 2999, store.log.committed) ?? [], false).map(
      ({ record, position }) => [idOf(record), position],
    ),
  )
  for (const [first, count] of [
    [0, 300],
    [150, 300],
    [299, 2],
    [5000, 1],
    [8600, 400],
    [8999, 1],
  ] as const) {
    const part = all.slice(first, first + count)
    const position = positions.get(part.at(-1)?.id ?? '') ?? expect.any(Number)
    expect(append(part)).toEqual({ kind: 'written', revision: first + count - 1, position })
  }
  expect(append([...all.slice(8999), proposed()])).toMatchObject({ kind: 'wrong' })
  expect(append([all[10] as never, all[12] as never])).toMatchObject({ kind: 'wrong' })
  expect(append([proposed()])).toMatchObject({ kind: 'written', revision: 9000 })
  store.close()
})
