import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js'
import { status } from '@grpc/grpc-js'
import { statusError } from './failures.ts'
import { compileFilter, type Filter, parseFilter } from './filter.ts'

export type From = number | 'start' | 'end'

export interface ReadRequest {
  /** Undefined for $all. */
  stream: string | undefined
  from: From
  backwards: boolean
  resolveLinks: boolean
  subscription: boolean
  structuredIds: boolean
  limit: number
  filter: Filter | undefined
  /** A filtered subscription hears of its progress every so many events. */
  checkpointInterval: number
}

const bad = (details: string) => statusError(status.INVALID_ARGUMENT, details)

export function parseReadRequest(message: ReadReq): ReadRequest {
  const options = message.getOptions()
  if (!options) throw bad('a read needs options')
  const filterOptions = options.getFilter()
  if (filterOptions && !options.hasAll()) throw bad('only $all can be filtered')
  const backwards = Number(options.getReadDirection()) === 1
  if (backwards && options.hasSubscription()) throw bad('a subscription goes forwards')
  const filter = filterOptions && parseFilter(filterOptions)
  return {
    ...parseTarget(options),
    backwards,
    resolveLinks: options.getResolveLinks(),
    subscription: options.hasSubscription(),
    structuredIds: options.getUuidOption()?.hasStructured() ?? false,
    limit: options.hasSubscription() ? Infinity : Number(options.getCount()),
    filter: filter && compileFilter(filter),
    checkpointInterval: filter?.checkpointInterval ?? Infinity,
  }
}

function parseTarget(options: ReadReq.Options): { stream: string | undefined; from: From } {
  const stream = options.getStream()
  if (stream) {
    const name = Buffer.from(stream.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()
    if (name === '') throw bad('a stream needs a name')
    return { stream: name, from: stream.hasStart() ? 'start' : stream.hasEnd() ? 'end' : clamp(stream.getRevision()) }
  }
  const all = options.getAll()
  if (!all) throw bad('a read needs a stream or $all')
  const position = all.getPosition()
  return { stream: undefined, from: position ? clamp(position.getCommitPosition()) : all.hasEnd() ? 'end' : 'start' }
}

/** Clients write "as far as there is" as uint64.max or int64.max. */
export const clamp = (text: string): number => Math.min(Number(text), Number.MAX_SAFE_INTEGER)
