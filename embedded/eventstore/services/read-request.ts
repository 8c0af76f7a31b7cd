import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js'
import { status } from '@grpc/grpc-js'
import { headOf } from '../codec/record.ts'
import { statusError } from './failures.ts'

export type From = number | 'start' | 'end'
export type Filter = (record: Buffer) => boolean

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

const DEFAULT_WINDOW = 32

const bad = (details: string) => statusError(status.INVALID_ARGUMENT, details)

export function parseReadRequest(message: ReadReq): ReadRequest {
  const options = message.getOptions()
  if (!options) throw bad('a read needs options')
  const filter = options.getFilter()
  if (filter && !options.hasAll()) throw bad('only $all can be filtered')
  const backwards = Number(options.getReadDirection()) === 1
  if (backwards && options.hasSubscription()) throw bad('a subscription goes forwards')
  const window = filter?.hasMax() ? filter.getMax() : DEFAULT_WINDOW
  return {
    ...parseTarget(options),
    backwards,
    resolveLinks: options.getResolveLinks(),
    subscription: options.hasSubscription(),
    structuredIds: options.getUuidOption()?.hasStructured() ?? false,
    limit: options.hasSubscription() ? Infinity : Number(options.getCount()),
    filter: filter && parseFilter(filter),
    checkpointInterval: window * Math.max(1, filter?.getCheckpointintervalmultiplier() ?? 1),
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
const clamp = (text: string): number => Math.min(Number(text), Number.MAX_SAFE_INTEGER)

function parseFilter(options: ReadReq.Options.FilterOptions): Filter {
  const byStream = options.getStreamIdentifier()
  const expression = byStream ?? options.getEventType()
  if (!expression) throw bad('a filter needs an expression')
  const matches = parseExpression(expression.getRegex(), expression.getPrefixList())
  return byStream ? (record) => matches(headOf(record).stream) : (record) => matches(headOf(record).type)
}

function parseExpression(regex: string, prefixes: string[]): (text: string) => boolean {
  if (prefixes.length > 0) return (text) => prefixes.some((prefix) => text.startsWith(prefix))
  if (regex === '') return () => true
  const compiled = compile(regex, 'u') ?? compile(regex, '')
  if (!compiled) throw bad(`bad regular expression ${regex}`)
  return (text) => compiled.test(text)
}

/** Other clients' dialects escape more than the strict Unicode mode allows, so that one comes first but not alone. */
function compile(regex: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(regex, flags)
  } catch {
    return undefined
  }
}
