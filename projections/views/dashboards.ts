import type { ChannelId } from '../../domain/channel.ts'
import { kst, type Recorded } from '../event.ts'
import type { ChannelFigures, DashboardRow, PostFigures } from '../rows/figures.ts'
import { insert, update, type View } from '../view.ts'

const NONE: ChannelFigures = { reach: 0, clicks: 0, entries: 0, costWon: 0 }
const UNSEEN: PostFigures = { reach: 0, clicks: 0, costWon: 0 }
const sum = (figures: readonly PostFigures[], key: keyof PostFigures) =>
  figures.reduce((total, figure) => total + figure[key], 0)
const totals = (figures: readonly PostFigures[]) => ({
  reach: sum(figures, 'reach'),
  clicks: sum(figures, 'clicks'),
  costWon: sum(figures, 'costWon'),
})

/** A channel reports running totals per post, so figures are kept by post; a channel posted to twice adds up. */
function withPost(row: DashboardRow, distributionId: string, channel: ChannelId, figures: Partial<PostFigures>) {
  const before = row.posts[distributionId] ?? {}
  const posts = {
    ...row.posts,
    [distributionId]: { ...before, [channel]: { ...(before[channel] ?? UNSEEN), ...figures } },
  }
  const ofChannel = Object.values(posts).flatMap((byChannel) => byChannel[channel] ?? [])
  const channels = { ...row.channels, [channel]: { ...(row.channels[channel] ?? NONE), ...totals(ofChannel) } }
  return { ...row, posts, channels, ...totals(Object.values(channels)) }
}

const posted = ({ data: { promotionId, distributionId, channel, costWon, at } }: Recorded<'PostPublished'>) => [
  update<DashboardRow>(promotionId, (row) => ({
    ...withPost(row, distributionId, channel, { costWon }),
    updatedAt: at,
  })),
]

const measured = ({ data }: Recorded<'PostMeasured'>) => [
  update<DashboardRow>(data.promotionId, (row) => {
    const { distributionId, channel, reach, clicks, costWon, at } = data
    return { ...withPost(row, distributionId, channel, { reach, clicks, costWon }), updatedAt: at }
  }),
]

const entered = ({ data: { promotionId, source, at } }: Recorded<'EntrySubmitted'>) => [
  update<DashboardRow>(promotionId, (row) => {
    const { date, weekday, hour } = kst(at)
    const figures = row.channels[source] ?? NONE
    const ofWeek = `${weekday}-${hour}`
    return {
      ...row,
      entries: row.entries + 1,
      channels: { ...row.channels, [source]: { ...figures, entries: figures.entries + 1 } },
      days: { ...row.days, [date]: (row.days[date] ?? 0) + 1 },
      hours: { ...row.hours, [ofWeek]: (row.hours[ofWeek] ?? 0) + 1 },
      updatedAt: at,
    }
  }),
]

/** Reach, entries and cost of each promotion. */
export const dashboards: View<DashboardRow> = {
  name: 'dashboards',
  version: 1,
  indexes: [{ key: { merchantId: 1, updatedAt: -1, _id: 1 } }],
  on: {
    PromotionCreated: ({ data: { promotionId, merchantId, at } }) => [
      insert<DashboardRow>(promotionId, {
        merchantId,
        entries: 0,
        ...UNSEEN,
        channels: {},
        posts: {},
        days: {},
        hours: {},
        updatedAt: at,
      }),
    ],
    PostPublished: posted,
    PostMeasured: measured,
    EntrySubmitted: entered,
  },
}
