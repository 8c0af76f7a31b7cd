import { z } from 'zod'
import { ChannelId } from '../../domain/channel.ts'
import { PostState } from '../../domain/post.ts'
import type { DistributionRow, TargetRow } from '../../projections/rows/distributions.ts'
import type { Answer } from './answer.ts'
import { at, count, row, text } from './fields.ts'

const Target = z
  .object({
    channel: ChannelId,
    state: PostState,
    attempts: count,
    startedAt: at,
    changedAt: at,
    settledAt: at.exactOptional(),
    postId: text,
    url: text,
    code: text,
    reason: text,
    heldUntil: at.exactOptional(),
    retryAt: at.exactOptional(),
    overdue: z.boolean().describe('a deadline has passed without an answer: a person should look'),
    text,
    imageUrl: text,
  })
  .meta({ id: 'Target' }) satisfies z.ZodType<TargetRow>

export const Distribution = z
  .object({
    ...row,
    promotionId: z.string(),
    requestedAt: at,
    targets: z.partialRecord(ChannelId, Target),
    settled: count,
    total: count,
  })
  .meta({ id: 'Distribution' }) satisfies z.ZodType<Answer<DistributionRow>>
export type Distribution = Answer<DistributionRow>
