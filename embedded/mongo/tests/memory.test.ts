import type { StatementSync } from 'node:sqlite'
import { expect, it, vi } from 'vitest'
import { MIB, used } from '../../test-support.ts'
import { KEPT_ZONES, zoneNamed } from '../aggregate/zones.ts'
import { encode, type Reply } from '../bson/encode.ts'
import { encodeKey } from '../bson/keys.ts'
import type { Doc, Value } from '../bson/values.ts'
import { Cursors, MAX_CURSORS } from '../commands/cursors.ts'
import { dispatch } from '../commands/dispatch.ts'
import { parseFilter } from '../query/filter.ts'
import { indexOptions } from '../storage/index-spec.ts'
import { find } from '../storage/scan.ts'
import { catalog, database, filled, idsOf } from '../storage/test-support.ts'

const doc = (fields: Record<string, Value>): Doc => new Map(Object.entries(fields))
const cursorOf = (reply: Reply) => reply.cursor as { id: bigint }

it('closes the cursor that was not read from for the longest when there are too many', () => {
  const cursors = new Cursors()
  const open = () => cursorOf(cursors.open('db.c', [encode({ a: 1 }), encode({ a: 2 }), encode({ a: 3 })], 1)).id
  const [first, second] = [open(), open()]
  cursors.next(first, 'db.c', 1)
  for (let more = 0; more < MAX_CURSORS - 1; more += 1) open()
  expect(() => cursors.next(second, 'db.c', 1)).toThrow('not found')
  expect(cursorOf(cursors.next(first, 'db.c', 1)).id).toBe(0n)
})

it('forgets time zones when more were named than there is use for', () => {
  const seoul = zoneNamed('Asia/Seoul')
  expect(zoneNamed('Asia/Seoul')).toBe(seoul)
  for (let minute = 0; minute < KEPT_ZONES; minute += 1) zoneNamed(`+00:${String(minute).padStart(2, '0')}`)
  expect(zoneNamed('Asia/Seoul')).not.toBe(seoul)
})

it('keeps no room for a document or a key as large as the largest there was', async () => {
  const large = Buffer.alloc(12 * MIB, 'x').toString()
  const before = await used()
  expect(encode({ large }).length).toBeGreaterThan(12 * MIB)
  expect(encodeKey(large).length).toBeGreaterThan(12 * MIB)
  expect((await used()) - before).toBeLessThan(3 * MIB)
})

it('keeps no statements of indexes that were dropped', async () => {
  const collection = filled(
    Array.from({ length: 100 }, (_, n) => doc({ a: n, b: n })),
    [],
  )
  const prepare = database.prepare.bind(database)
  const made: WeakRef<StatementSync>[] = []
  const spy = vi.spyOn(database, 'prepare').mockImplementation((sql) => {
    const statement = prepare(sql)
    made.push(new WeakRef(statement))
    return statement
  })
  for (let round = 0; round < 40; round += 1) {
    const field = round % 2 ? 'a' : 'b'
    catalog.createIndex(collection, indexOptions(doc({ key: doc({ [field]: 1 }) })))
    expect(idsOf(find(collection, parseFilter(doc({ [field]: doc({ $gte: 90 }) }))).rows)).toHaveLength(10)
    // the one before it, so that each has an id of its own
    if (round > 0) catalog.dropIndex(collection, collection.indexes[0] as (typeof collection.indexes)[number])
  }
  database.commit()
  spy.mockRestore()
  await used()
  expect(made.length).toBeGreaterThanOrEqual(200)
  expect(made.filter((statement) => statement.deref()).length).toBeLessThan(20)
})

it('takes no more memory the longer it is read from and written to', async () => {
  const run = (body: Record<string, Value>) =>
    dispatch(
      { id: 1, legacy: false, silent: false, body: doc({ ...body, $db: 'db' }), sequences: new Map() },
      { catalog, cursors: new Cursors(), credentials: undefined },
      { id: 1, authenticated: true },
    )
  const work = (from: number, until: number) => {
    for (let n = from; n < until; n += 1) {
      const _id = `row-${n % 500}`
      const u = doc({ $set: doc({ shop: `shop-${n % 10}`, position: n, text: `가을 나눔 ${n} `.repeat(20) }) })
      run({ update: 'steady', updates: [doc({ q: doc({ _id }), u, upsert: true })] })
      run({
        find: 'steady',
        filter: doc({ shop: `shop-${n % 7}` }),
        sort: doc({ position: -1 }),
        batchSize: 20,
        singleBatch: true,
      })
    }
    database.commit()
  }
  run({ createIndexes: 'steady', indexes: [doc({ key: doc({ shop: 1, position: -1 }), name: 'shop' })] })
  work(0, 1_000)
  const before = await used()
  work(1_000, 3_000)
  expect((await used()) - before).toBeLessThan(MIB)
})
