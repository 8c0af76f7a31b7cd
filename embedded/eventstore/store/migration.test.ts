import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { dataOf } from '../codec/record.ts'
import { ANY, NO_STREAM } from '../codec/requests.ts'
import { rowsOf } from './runs.ts'
import { openStore, type Store } from './store.ts'
import { makeOldFiles, type OldRow, proposed } from './test-support.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventstore-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const events = Array.from({ length: 5 }, () => proposed())
const own = (first: number, last: number): OldRow[] =>
  events.slice(first, last + 1).map((event, index) => ({ stream: 'a-1', revision: first + index, event }))
const linksTo = (revision: number): OldRow[] =>
  ['$ce-a', '$et-T'].map((stream) => ({ stream, revision, event: proposed('$>', `${revision}@a-1`), link: true }))
const rows: OldRow[] = [
  { stream: '$$$stats', revision: 0, event: proposed('$metadata', '{"$maxCount":1}') },
  ...own(0, 1),
  ...linksTo(0),
  ...linksTo(1),
  { stream: '$$a-1', revision: 0, event: proposed('$metadata', '{"$tb":1}') },
  ...own(2, 4),
]

const everything = (store: Store) => store.reader.forward(1, store.log.committed).flatMap(rowsOf)
const targets = (store: Store, name: string) => {
  const stream = store.log.streams.find(name)
  return store.reader
    .streamForward(stream, 0, stream.last)
    .flatMap(rowsOf)
    .map(({ record }) => `${dataOf(record)}`)
}

it.each([1, 2, 3] as const)('opens files of format %i: nothing moves, and all goes on', (format) => {
  const before = makeOldFiles(folder, format, rows, 8)
  const store = openStore(folder, 'NORMAL')
  const found = everything(store)
  expect(found.slice(0, before.length).map(({ record }) => record)).toEqual(before)
  expect(found.map(({ position }) => position)).toEqual(found.map((_, index) => index + 1))
  const stream = store.log.streams.find('a-1')
  expect(stream.last).toBe(4)
  expect(store.reader.streamForward(stream, 0, 4).flatMap(rowsOf)).toHaveLength(4)

  // What had no links yet has them now, behind those that were there.
  const links = [0, 1, 2, 3, 4].map((revision) => `${revision}@a-1`)
  expect([targets(store, '$ce-a'), targets(store, '$et-T')]).toEqual([links, links])

  const append = (expected: number, what: typeof events) => {
    let outcome: unknown
    store.writer.now(() => {
      outcome = store.appender.append('a-1', expected, what)
    })
    return outcome
  }
  const last = store.log.committed
  expect(append(ANY, events.slice(3))).toEqual({ kind: 'written', revision: 4, position: 11 })
  expect(append(ANY, [events[3] as never, proposed()])).toMatchObject({ kind: 'wrong', actual: 4 })
  expect(append(NO_STREAM, [proposed()])).toMatchObject({ kind: 'wrong' })
  expect(append(4, [proposed(), proposed()])).toEqual({ kind: 'written', revision: 6, position: last + 2 })
  store.close()

  const again = openStore(folder, 'NORMAL')
  expect(everything(again).slice(0, found.length)).toEqual(found)
  expect(targets(again, '$ce-a')).toEqual([...links, '5@a-1', '6@a-1'])
  again.close()
})
