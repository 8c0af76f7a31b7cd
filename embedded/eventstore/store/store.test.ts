import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, vi } from 'vitest'
import { ANY } from '../codec/requests.ts'
import type { Outcome } from './append.ts'
import { Cache } from './cache.ts'
import { LogReader } from './reader.ts'
import { rowsOf } from './runs.ts'
import { openStore, type Store } from './store.ts'
import { KEPT_BACK } from './stream-names.ts'
import { Tail } from './tail.ts'

const event = () => ({
  id: randomUUID() as string,
  type: Buffer.from('T'),
  contentType: Buffer.from('application/json'),
  metadata: Buffer.alloc(0),
  data: Buffer.from('{}'),
})

const submit = <T>(store: Store, work: () => T): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    store.writer.submit(work, (error, result) => (error ? reject(error) : resolve(result)))
  })

const append = (store: Store, stream: string): Promise<Outcome | undefined> =>
  submit(store, () => store.appender.append(stream, ANY, [event(), event()]))

it('rolls a whole group back when one of it breaks, forgets what it cached, and goes on', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const store = openStore(':memory:', 'NORMAL')
  expect(await append(store, 'a-1')).toMatchObject({ revision: 1 })
  const before = store.log.committed
  const broken = () => {
    store.appender.append('a-1', ANY, [event()])
    throw new Error('the disk is full')
  }
  const group = await Promise.allSettled([append(store, 'a-1'), append(store, 'new-1'), submit(store, broken)])
  expect(group.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(store.log.streams.find('new-1')).toMatchObject({ id: 0, last: -1 })
  expect(await append(store, 'a-1')).toMatchObject({ revision: 3 })
  expect(await append(store, 'new-1')).toMatchObject({ revision: 1 })
  const rows = store.reader.forward(1, store.log.committed).flatMap(rowsOf)
  expect(rows.map(({ position }) => position)).toEqual(rows.map((_, index) => index + 1))
  expect(store.log.committed).toBeGreaterThan(before)
  store.close()
})

it('knows every stream again after a start, whether its name was written or kept back', async () => {
  const data = mkdtempSync(join(tmpdir(), 'eventstore-'))
  const names = Array.from({ length: KEPT_BACK + 100 }, (_, n) => `many-${n}`)
  const first = openStore(data, 'NORMAL')
  await Promise.all(names.map((name) => append(first, name)))
  const before = names.map((name) => first.log.streams.find(name))
  first.close()
  const file = new DatabaseSync(join(data, 'events.db'))
  const written = Number(file.prepare('SELECT count(*) AS n FROM streams').get()?.n)
  file.close()
  expect(written).toBeGreaterThanOrEqual(KEPT_BACK)
  expect(written).toBeLessThan(names.length)
  const again = openStore(data, 'NORMAL')
  expect(names.map((name) => again.log.streams.find(name))).toEqual(before)
  await append(again, 'new-1')
  expect(again.log.streams.find('new-1').id).toBeGreaterThan(Math.max(...before.map(({ id }) => id)))
  again.close()
  rmSync(data, { recursive: true })
})

it('commits what it accepted before it closes, and refuses the rest', async () => {
  const store = openStore(':memory:', 'NORMAL')
  const accepted = append(store, 'a-1')
  store.close()
  expect(await accepted).toMatchObject({ kind: 'written' })
  await expect(append(store, 'a-1')).rejects.toThrow('stopping')
})

it('keeps the newest events only, and knows how far back they reach', () => {
  const tail = new Tail()
  const run = (position: number, size = 10) => {
    const packed = Buffer.alloc(size)
    return { position, revision: 7, count: 10, skip: 0, created: 0, packed }
  }
  const places = (from: number, to: number) =>
    tail.between(from, to)?.map(({ position, revision, count, skip }) => [position, revision, count, skip])
  expect(tail.between(1, 5)).toBeUndefined()
  for (let position = 1; position <= 800_000; position += 10) tail.push([run(position)])
  expect(tail.between(1, 5)).toBeUndefined()
  expect(places(799_979, 799_992)).toEqual([
    [799_979, 15, 2, 8],
    [799_981, 7, 10, 0],
    [799_991, 7, 2, 0],
  ])
  expect(places(799_994, 900_000)).toEqual([[799_994, 10, 7, 3]])
  expect(tail.between(800_001, 900_000)).toEqual([])
  for (let position = 800_001; position <= 800_400; position += 10) tail.push([run(position, 1 << 20)])
  expect(tail.between(800_200, 800_201)).toBeUndefined()
  expect(places(800_391, 800_391)).toEqual([[800_391, 7, 1, 0]])
})

it('forgets what was not asked for, and nothing that was', () => {
  const cache = new Cache<number>(10)
  cache.set('kept', -1)
  for (let n = 0; n < 100; n++) {
    cache.set(`k${n}`, n)
    expect(cache.get('kept')).toBe(-1)
  }
  expect(cache.get('k0')).toBeUndefined()
  expect(cache.get('k99')).toBe(99)
})

it('finds its links done when it opens again, however many there are', async () => {
  const data = mkdtempSync(join(tmpdir(), 'eventstore-'))
  const first = openStore(data, 'NORMAL')
  const many = Array.from({ length: 4000 }, event)
  for (const stream of ['a-1', 'b-1', 'c-1'])
    await submit(first, () => first.appender.append(stream, ANY, many.map(event)))
  await vi.waitUntil(() => first.log.streams.find('$et-T').last === 11_999, 5000)
  await vi.waitUntil(() => first.log.committed === 36_001, 5000)
  const linked = first.log.db.prepare(`SELECT position FROM progress WHERE name = 'links'`)
  await vi.waitUntil(() => Number(linked.get()?.position) > 30_000, 5000)
  first.close()
  const read = vi.spyOn(LogReader.prototype, 'forward')
  const again = openStore(data, 'NORMAL')
  expect(read.mock.results.flatMap(({ value }) => value).flatMap(rowsOf).length).toBeLessThanOrEqual(6000)
  expect(again.log.committed).toBe(36_001)
  read.mockRestore()
  again.close()
  rmSync(data, { recursive: true })
})
