import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { MIB, used } from '../../test-support.ts'
import { NO_STREAM } from '../codec/requests.ts'
import { KEPT_BACK_IDS } from './event-ids.ts'
import { openStore, type Store } from './store.ts'
import { KEPT_BACK } from './stream-names.ts'
import { CACHED_STREAMS } from './stream-table.ts'
import { TAIL_BYTES, TAIL_RUNS } from './tail.ts'

const GROUP = 500
/** What the wire cuts from Buffer's pool for one event, and soon forgets. */
const PASSING_BYTES = 20_000

/** Appends one event to each of so many new streams. */
async function grow(store: Store, streams: number): Promise<void> {
  const metadata = Buffer.from('{"at":"now"}')
  const data = Buffer.from(JSON.stringify({ text: 'x'.repeat(100) }))
  for (let made = 0; made < streams; made += GROUP) {
    const group = Array.from({ length: GROUP }, () => {
      const event = {
        id: randomUUID(),
        type: Buffer.from('T'),
        contentType: Buffer.from('application/json'),
        metadata,
        data,
      }
      return new Promise<void>((resolve, reject) => {
        const work = () => {
          Buffer.allocUnsafe(PASSING_BYTES)
          return store.appender.append(`grown-${event.id}`, NO_STREAM, [event])
        }
        store.writer.submit(work, (error) => (error ? reject(error) : resolve()))
      })
    })
    await Promise.all(group)
  }
}

it('keeps no more in memory than it says, however many streams there are', async () => {
  const store = openStore(':memory:', 'NORMAL')
  const empty = await used()
  await grow(store, 30_000)
  const before = await used()
  await grow(store, 60_000)
  const after = await used()
  const { tail, streams, ids } = store.log
  expect(store.log.committed).toBeGreaterThan(90_000 * 2)
  expect(streams.size.streams).toBeLessThanOrEqual(CACHED_STREAMS)
  expect(streams.size.names).toBeLessThanOrEqual(KEPT_BACK)
  expect(ids.kept).toBeLessThanOrEqual(KEPT_BACK_IDS)
  expect(tail.size.runs).toBeLessThanOrEqual(TAIL_RUNS)
  expect(tail.size.bytes).toBeLessThanOrEqual(TAIL_BYTES)
  // A stream that were never forgotten would take some 200 bytes, and a slab of memory where it held on to a Buffer.
  expect(after - before).toBeLessThan(8 * MIB)
  expect(after - empty).toBeLessThan(24 * MIB)
  store.close()
}, 60_000)
