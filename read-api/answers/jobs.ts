import { z } from 'zod'
import { ChannelId } from '../../domain/channel.ts'
import { Piece } from '../../domain/creative.ts'
import { Criteria, Plan, Trend, type Usage } from '../../domain/recommendation.ts'
import type { JobRow } from '../../projections/rows/jobs.ts'
import type { Answer } from './answer.ts'
import { at, count, row } from './fields.ts'

const AiUsage = z
  .object({
    provider: z.string(),
    model: z.string(),
    inputTokens: count,
    outputTokens: count,
    costUsd: z.number(),
    failedFirst: z.array(z.string()).describe('providers that failed before this one answered'),
  })
  .meta({ id: 'Usage' }) satisfies z.ZodType<Usage>

const JobResult = z.object({
  criteria: Criteria,
  trends: z.array(Trend),
  plans: z.array(Plan),
  usage: AiUsage.exactOptional(),
  cached: z.boolean(),
})

export const Job = z
  .object({
    ...row,
    kind: z.enum(['recommendation', 'distribution', 'content']),
    status: z.enum(['running', 'done', 'failed']),
    percent: z.number().min(0).max(100),
    step: z.string(),
    startedAt: at,
    finishedAt: at.exactOptional(),
    criteria: Criteria.exactOptional(),
    channels: z.partialRecord(ChannelId, z.boolean()).exactOptional(),
    pieces: z.partialRecord(Piece, z.boolean()).exactOptional(),
    result: JobResult.exactOptional(),
    error: z.object({ code: z.string(), reason: z.string() }).exactOptional(),
  })
  .meta({ id: 'Job' }) satisfies z.ZodType<Answer<JobRow>>
export type Job = Answer<JobRow>
