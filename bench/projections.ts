import { type Row, type RunOptions, row } from './harness.ts'
import type { ReadAllResult } from './load/read-all.ts'
import { runLoad } from './processes.ts'
import { headOf, untilProjected } from './progress.ts'
import { EVENTS_A_PROMOTION, seedEvents } from './seed-events.ts'
import { openStand } from './stand.ts'

const LIMIT =
  'profiled: an event costs the application 115 µs (25 to receive, 20 to open personal data, the rest to fold and to send rows) and MongoDB 75; a bare read costs 25 in all'

/** All views from nothing, beside a bare reading of the same store. */
export async function run({ quick, log }: RunOptions): Promise<Row[]> {
  const stand = await openStand()
  try {
    const promotions = quick ? 500 : 5_000
    const { eventStoreUrl, mongoUrl, masterKey } = stand
    await seedEvents({ eventStoreUrl, mongoUrls: [mongoUrl], masterKey }, 0, promotions)
    log(`${promotions * EVENTS_A_PROMOTION} events are there`)
    const position = await headOf(eventStoreUrl)
    const before = await runLoad<ReadAllResult>('load/read-all.ts', { url: eventStoreUrl })
    const app = await stand.app({ MADANG_ROLES: 'http,projections' })
    const seconds = await untilProjected(mongoUrl, position, log)
    await app.stop()
    const after = await runLoad<ReadAllResult>('load/read-all.ts', { url: eventStoreUrl })
    const bare = (before.read.events + after.read.events) / (before.read.seconds + after.read.seconds)
    const subscribed =
      (before.subscribed.events + after.subscribed.events) / (before.subscribed.seconds + after.subscribed.seconds)
    const ours = (promotions * EVENTS_A_PROMOTION) / seconds
    const mix = `per ${EVENTS_A_PROMOTION} events: 16 entries, a promotion made and revised thrice`
    return [
      row('bare $all read', bare, 'events/s'),
      row('bare catch-up subscription to $all', subscribed, 'events/s'),
      row('projection catch-up, every view', ours, 'events/s', {}, mix),
      row('projection catch-up beside the bare $all read', ours / bare, '×', { atLeast: 0.4 }, LIMIT),
    ]
  } finally {
    await stand.stop()
  }
}
