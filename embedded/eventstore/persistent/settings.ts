import type { CreateReq, UpdateReq } from '@eventstore/db-client/generated/persistent_pb.js'
import { z } from 'zod'
import { FilterSpec, parseFilter } from '../services/filter.ts'
import { STRATEGIES } from './strategies.ts'

/** The name under which groups on all streams are kept; no stream can be called so. */
export const ALL = '$all'

const count = z.int().min(0)

/** What a group was made with. Times are milliseconds. */
export const Settings = z
  .object({
    /** The first event: a revision of the stream, or a position of $all. */
    startFrom: z.union([count, z.literal('end')]),
    resolveLinks: z.boolean(),
    extraStatistics: z.boolean(),
    /** 0: a message never times out. */
    messageTimeout: count,
    maxRetryCount: count,
    checkpointAfter: count,
    minCheckpointCount: count,
    /** 0: no such bound. */
    maxCheckpointCount: count,
    /** 0: any number. */
    maxSubscriberCount: count,
    liveBufferSize: count,
    readBatchSize: count.min(1),
    historyBufferSize: count.min(1),
    strategy: z.enum(STRATEGIES),
    filter: FilterSpec.optional(),
  })
  .refine((it) => it.readBatchSize <= it.historyBufferSize, 'readBatchSize must not be above historyBufferSize')
export type Settings = z.infer<typeof Settings>

type Options = CreateReq.Options | UpdateReq.Options

const missing = () => new z.ZodError([{ code: 'custom', path: [], message: 'there are no settings', input: undefined }])

const UINT64_MAX = '18446744073709551615'
const TICKS_PER_MS = 10_000

/** Settings as a request has them. Throws a ZodError where they make no sense. */
export function parseSettings(options: Options | undefined, filter?: FilterSpec): Settings {
  const settings = options?.getSettings()
  if (!options || !settings) throw missing()
  return Settings.parse({
    startFrom: startOf(options, settings.getRevision()),
    resolveLinks: settings.getResolveLinks(),
    extraStatistics: settings.getExtraStatistics(),
    messageTimeout: settings.hasMessageTimeoutTicks()
      ? Math.round(Number(settings.getMessageTimeoutTicks()) / TICKS_PER_MS)
      : settings.getMessageTimeoutMs(),
    maxRetryCount: settings.getMaxRetryCount(),
    checkpointAfter: settings.hasCheckpointAfterTicks()
      ? Math.round(Number(settings.getCheckpointAfterTicks()) / TICKS_PER_MS)
      : settings.getCheckpointAfterMs(),
    minCheckpointCount: settings.getMinCheckpointCount(),
    maxCheckpointCount: settings.getMaxCheckpointCount(),
    maxSubscriberCount: settings.getMaxSubscriberCount(),
    liveBufferSize: settings.getLiveBufferSize(),
    readBatchSize: settings.getReadBatchSize(),
    historyBufferSize: settings.getHistoryBufferSize(),
    strategy: strategyOf(settings),
    filter,
  })
}

/** Older clients say where to start in the settings, newer ones beside the target. */
function startOf(options: Options, deprecated: string): number | 'end' {
  const all = options.getAll()
  const target = all ?? options.getStream()
  if (!target) return deprecated === UINT64_MAX ? 'end' : Number(deprecated)
  if (target.hasEnd()) return 'end'
  return Number(all ? (all.getPosition()?.getCommitPosition() ?? 0) : options.getStream()?.getRevision())
}

/** Newer clients name the strategy, older ones number it. */
function strategyOf(settings: CreateReq.Settings | UpdateReq.Settings): unknown {
  const named = 'getConsumerStrategy' in settings ? settings.getConsumerStrategy() : ''
  return named === '' ? STRATEGIES[settings.getNamedConsumerStrategy()] : named
}

/** The filter of a request to make a group, where it has one. Throws a StatusError for one without expression. */
export function filterOf(options: CreateReq.Options): FilterSpec | undefined {
  const filter = options.getAll()?.getFilter()
  return filter && parseFilter(filter)
}
