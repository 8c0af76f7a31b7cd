import { z } from 'zod'
import { ChannelId, Source } from '../../domain/channel.ts'
import type { DashboardRow } from '../../projections/rows/figures.ts'
import type { Answer } from './answer.ts'
import { at, count, row } from './fields.ts'

const post = { reach: count, clicks: count, costWon: count }

export const Dashboard = z
  .object({
    ...row,
    entries: count,
    ...post,
    channels: z.partialRecord(Source, z.object({ ...post, entries: count })),
    posts: z.record(z.string(), z.partialRecord(ChannelId, z.object(post))),
    days: z.record(z.string(), count).describe('entries by date in Korea'),
    hours: z.record(z.string(), count).describe('entries by `<weekday 0-6>-<hour 0-23>` in Korea, Sunday is 0'),
    updatedAt: at,
  })
  .meta({ id: 'Dashboard' }) satisfies z.ZodType<Answer<DashboardRow>>
export type Dashboard = Answer<DashboardRow>
