import type { Db } from 'mongodb'
import type { PastResult } from '../adapters/ai/port.ts'
import { ChannelId } from '../domain/channel.ts'
import type { Criteria } from '../domain/recommendation.ts'
import { activeCollection } from '../projections/active.ts'
import type { DashboardRow } from '../projections/rows/figures.ts'
import type { MerchantRow } from '../projections/rows/people.ts'

/** Enough shops to be nobody's figures, few enough to be read at once. */
const MAX_SHOPS = 200
const MAX_PROMOTIONS = 1_000

/** What promotions of the same trade and region brought, by channel: sums over shops, never one shop's name. */
export async function pastResults(db: Db, { trade, region }: Criteria): Promise<PastResult[]> {
  const merchants = await activeCollection<MerchantRow>(db, 'merchants')
  const shops = await merchants.find({ trade, region }).project<{ _id: string }>({ _id: 1 }).limit(MAX_SHOPS).toArray()
  const dashboards = await activeCollection<DashboardRow>(db, 'dashboards')
  const rows = await dashboards
    .find({ merchantId: { $in: shops.map(({ _id }) => _id) }, entries: { $gt: 0 } })
    .limit(MAX_PROMOTIONS)
    .toArray()
  return ChannelId.options.flatMap((channel) => {
    const figures = rows.flatMap((row) => row.channels[channel] ?? [])
    if (figures.length === 0) return []
    const sum = (of: (figure: (typeof figures)[number]) => number) => figures.reduce((total, f) => total + of(f), 0)
    return [
      {
        channel,
        promotions: figures.length,
        entries: sum(({ entries }) => entries),
        reach: sum(({ reach }) => reach),
        cost: sum(({ costWon }) => costWon),
      },
    ]
  })
}
