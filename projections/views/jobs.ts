import type { Recorded } from '../event.ts'
import type { JobRow } from '../rows/jobs.ts'
import { insert, update, type View } from '../view.ts'

type ChannelEvent = Recorded<
  'PostPublished' | 'PostFailed' | 'PostSkipped' | 'PostHandedOver' | 'PostTakenDown' | 'ChannelRetried'
>

/** A distribution's job is done when each channel is settled; a retried channel opens it again. */
const settled =
  (isSettled: boolean) =>
  ({ data: { distributionId, channel, at } }: ChannelEvent) => [
    update<JobRow>(distributionId, ({ finishedAt, ...row }) => {
      if (row.kind !== 'distribution') return { ...row, ...(finishedAt ? { finishedAt } : {}) }
      const channels = { ...row.channels, [channel]: isSettled }
      const all = Object.values(channels)
      const percent = Math.round((100 * all.filter(Boolean).length) / all.length)
      return percent < 100
        ? { ...row, channels, percent, status: 'running', step: 'publishing' }
        : { ...row, channels, percent, status: 'done', step: 'done', finishedAt: finishedAt ?? at }
    }),
  ]

/** A job of pictures is done when each is settled; one that is made anew opens it again. */
const piece = (isSettled: boolean) => (event: Recorded<'CreativeMade' | 'CreativeFailed' | 'CreativeRevised'>) => {
  const { contentId, at, ...data } = event.data
  return [
    update<JobRow>(contentId, ({ finishedAt, ...row }) => {
      const pieces = { ...row.pieces, [data.piece]: isSettled }
      const all = Object.values(pieces)
      const percent = Math.round((100 * all.filter(Boolean).length) / all.length)
      return percent < 100
        ? { ...row, pieces, percent, status: 'running', step: 'making-pictures' }
        : { ...row, pieces, percent, status: 'done', step: 'done', finishedAt: finishedAt ?? at }
    }),
  ]
}

/** Every long task with its progress. */
export const jobs: View<JobRow> = {
  name: 'jobs',
  version: 1,
  indexes: [{ key: { merchantId: 1, startedAt: -1, _id: 1 } }],
  on: {
    RecommendationRequested: ({ data: { recommendationId, merchantId, trade, region, purpose, season, at } }) => [
      insert<JobRow>(recommendationId, {
        merchantId,
        kind: 'recommendation',
        status: 'running',
        percent: 10,
        step: 'analysing-trends',
        startedAt: at,
        criteria: { trade, region, purpose, season },
      }),
    ],
    TrendsAnalysed: ({ data: { recommendationId } }) => [
      update<JobRow>(recommendationId, (row) => ({ ...row, percent: 50, step: 'proposing-plans' })),
    ],
    PlansProposed: ({ data: { recommendationId, trends, plans, usage, cached, at } }) => [
      update<JobRow>(recommendationId, ({ criteria, ...row }) => ({
        ...row,
        status: 'done',
        percent: 100,
        step: 'done',
        finishedAt: at,
        ...(criteria ? { result: { criteria, trends, plans, usage, cached } } : {}),
      })),
    ],
    RecommendationFailed: ({ data: { recommendationId, code, reason, at } }) => [
      update<JobRow>(recommendationId, (row) => ({
        ...row,
        status: 'failed',
        finishedAt: at,
        error: { code, reason },
      })),
    ],
    DistributionRequested: ({ data: { distributionId, merchantId, targets, at } }) => [
      insert<JobRow>(distributionId, {
        merchantId,
        kind: 'distribution',
        status: 'running',
        percent: 0,
        step: 'publishing',
        startedAt: at,
        channels: Object.fromEntries(targets.map(({ channel }) => [channel, false])),
      }),
    ],
    ContentRequested: ({ data: { contentId, merchantId, pieces, model, at } }) => [
      insert<JobRow>(contentId, {
        merchantId,
        kind: 'content',
        status: 'running',
        percent: 0,
        step: model === 'local' ? 'making-pictures' : 'painting-background',
        startedAt: at,
        pieces: Object.fromEntries(pieces.map((each) => [each, false])),
      }),
    ],
    CreativeMade: piece(true),
    CreativeFailed: piece(true),
    CreativeRevised: piece(false),
    PostPublished: settled(true),
    PostFailed: settled(true),
    PostSkipped: settled(true),
    PostHandedOver: settled(true),
    PostTakenDown: settled(true),
    ChannelRetried: settled(false),
  },
}
