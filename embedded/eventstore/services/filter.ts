import { status } from '@grpc/grpc-js'
import { z } from 'zod'
import { typeOf } from '../codec/record.ts'
import { isLinks, type Row, type Run, rowsOf, streamOfPacked } from '../store/runs.ts'
import { statusError } from './failures.ts'

/** The records of a run that pass. */
export type Filter = (run: Run) => Row[]

/** A filter as data: what it looks at, and what that must match. No prefixes and no regex match everything. */
export const FilterSpec = z.object({
  on: z.enum(['stream', 'type']),
  regex: z.string(),
  prefixes: z.array(z.string()),
  /** Progress is told every so many events that were looked at. */
  checkpointInterval: z.number(),
})
export type FilterSpec = z.infer<typeof FilterSpec>

interface Expression {
  getRegex(): string
  getPrefixList(): string[]
}

/** What the filter options of reads and of persistent subscriptions have in common. */
export interface FilterOptions {
  getStreamIdentifier(): Expression | undefined
  getEventType(): Expression | undefined
  hasMax(): boolean
  getMax(): number
  getCheckpointintervalmultiplier(): number
}

const DEFAULT_WINDOW = 32

const bad = (details: string) => statusError(status.INVALID_ARGUMENT, details)

/** Reads a filter from a request. Throws a StatusError when it has no expression. */
export function parseFilter(options: FilterOptions): FilterSpec {
  const byStream = options.getStreamIdentifier()
  const expression = byStream ?? options.getEventType()
  if (!expression) throw bad('a filter needs an expression')
  const window = options.hasMax() ? options.getMax() : DEFAULT_WINDOW
  return {
    on: byStream ? 'stream' : 'type',
    regex: expression.getRegex(),
    prefixes: expression.getPrefixList(),
    checkpointInterval: window * Math.max(1, options.getCheckpointintervalmultiplier()),
  }
}

/** Makes the filter of runs. Throws a StatusError when the regular expression is none. */
export function compileFilter({ on, regex, prefixes }: FilterSpec): Filter {
  const matches = matcher(regex, prefixes)
  // A run is of one stream, and links are of one type: what does not pass is not even unpacked.
  if (on === 'stream') return (run) => (matches(streamOfPacked(run.packed)) ? rowsOf(run) : [])
  const linksPass = matches('$>')
  return (run) => {
    if (isLinks(run)) return linksPass ? rowsOf(run) : []
    return rowsOf(run).filter(({ record }) => matches(typeOf(record)))
  }
}

function matcher(regex: string, prefixes: string[]): (text: string) => boolean {
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
