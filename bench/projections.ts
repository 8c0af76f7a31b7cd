import { type Row, type RunOptions, row } from './harness.ts'
import type { ReadAllResult } from './load/read-all.ts'
import { runLoad } from './processes.ts'
import { headOf, untilReached, VIEWS } from './progress.ts'
import { EVENTS_A_PROMOTION, seedEvents } from './seed-events.ts'
import { openStand } from './stand.ts'

const MIX = `per ${EVENTS_A_PROMOTION} events: 16 entries, a promotion made and revised thrice`
const LINKS = 'two of three are links ($ce-, $et-) that the server makes; they are left out of the rows below'
const LIMIT =
  'profiled: an event takes 98 µs of the two cores, 54 of them in the application’s one thread, which is the limit (20 to receive, 13 to send rows, 10 to collect garbage, the rest to decode and to fold), 33 in MongoDB, 11 in the event store'

interface Rates {
  records: number
  read: number
  subscribed: number
}

/** All views from nothing, beside a bare reading of the same store. */
export async function run({ quick, log }: RunOptions): Promise<Row[]> {
  const stand = await openStand()
  try {
    const promotions = quick ? 500 : 5_000
    const events = promotions * EVENTS_A_PROMOTION
    const { eventStoreUrl, mongoUrl } = stand
    await seedEvents({ ...stand, mongoUrls: [mongoUrl] }, 0, promotions)
    log(`${events} events are there`)
    const position = await headOf(eventStoreUrl)
    const before = await runLoad<ReadAllResult>('load/read-all.ts', { url: eventStoreUrl })
    const app = await stand.app({ MADANG_ROLES: 'http,projections' })
    const { seconds } = await untilReached(mongoUrl, position, VIEWS, log)
    await app.stop()
    const after = await runLoad<ReadAllResult>('load/read-all.ts', { url: eventStoreUrl })
    const inAll = (of: 'read' | 'subscribed') => before[of].seconds + after[of].seconds
    const bare: Rates = {
      records: (before.read.events + after.read.events) / inAll('read'),
      read: (2 * events) / inAll('read'),
      subscribed: (before.subscribed.events + after.subscribed.events) / inAll('subscribed'),
    }
    return rowsOf(bare, events / seconds)
  } finally {
    await stand.stop()
  }
}

function rowsOf(bare: Rates, ours: number): Row[] {
  return [
    row('bare $all read, records of any kind', bare.records, 'records/s', {}, LINKS),
    row('bare $all read', bare.read, 'events/s'),
    row('bare catch-up subscription to $all, links left out by the server', bare.subscribed, 'events/s'),
    row('projection catch-up, every view', ours, 'events/s', {}, MIX),
    row('projection catch-up beside the bare $all read', ours / bare.read, '×', { atLeast: 0.4 }, LIMIT),
    row('projection catch-up beside the bare subscription', ours / bare.subscribed, '×', { atLeast: 0.4 }, LIMIT),
  ]
}
