import { z } from 'zod'
import type { EventStore, StreamSlice } from '../adapters/event-store/event-store.ts'
import type { MemoryView } from '../adapters/event-store/stream-memory.ts'
import type { Aggregate } from '../domain/kernel.ts'
import type { CommandDeps, CommandRequest, CommandResult } from './handle.ts'
import { type AnySpec, commandIdOf, doneBefore, type Fields, keyIdOf } from './idempotency.ts'
import type { Preparation } from './preparation.ts'
import { preparations } from './preparations.ts'

/** How one command gets at streams; `stored` is asked, and never remembers. */
export type Work = Omit<CommandDeps, 'memory'> & Partial<Pick<MemoryView, 'assumeNew'>> & { stored: EventStore }

/** What a caller sends, before its schema is known. */
export const Input = z.record(z.string(), z.unknown())

/** The stream that is decided on. One that is new as a rule is not read to see it: whoever finds it taken reads it then. */
export const load = async ({ store, assumeNew }: Work, spec: AnySpec, stream: string): Promise<StreamSlice> =>
  assumeNew && (spec.creates || spec.once) ? assumeNew(stream, spec.once === true) : store.readStream(stream)

/** The stream of an aggregate's instance. */
export const streamOf = (aggregate: Aggregate, id: string) => `${aggregate.name}-${id}`

/**
 * What to decide on; or the answer that was given before, when only its preparation would refuse the repeat.
 *
 * @throws ZodError when the input does not fit, Rejected when its preparation says no
 */
export async function prepareCommand(
  work: Work,
  request: CommandRequest,
  aggregate: Aggregate,
  spec: AnySpec,
): Promise<{ id: string; command: Fields } | { id: string; answer: Omit<CommandResult, 'id'> }> {
  const { services, now } = work
  const { type, input, actor } = request
  const { idField } = aggregate
  const preparation: Preparation | undefined = preparations[type]
  const withId = Input.parse(input)
  if (spec.creates) withId[idField] ??= keyIdOf(request)
  if (idField === 'merchantId' && actor.role === 'owner') withId.merchantId = actor.merchantId
  const parsed = (preparation?.input ?? spec.schema).parse(withId) as Fields
  if (!preparation) return { id: String(parsed[idField]), command: parsed }
  const id = preparation.idOf?.(parsed as never, services) ?? parsed[idField]
  if (typeof id === 'string') {
    const stream = streamOf(aggregate, id)
    const answer = doneBefore(spec, await load(work, spec, stream), commandIdOf(request, stream))
    if (answer) return { id, answer }
  }
  const store = preparation.canLag ? work.store : provedBy(work, typeof id === 'string' ? streamOf(aggregate, id) : '')
  const prepared = await preparation.prepare(parsed as never, { store, services, actor, now: now() })
  const command = spec.schema.parse(prepared) as Fields
  return { id: String(command[idField]), command }
}

/**
 * What is remembered may be a moment old. Of the stream that is appended to, the append proves it; what is copied from
 * another stream would go in as it was before something that was acknowledged elsewhere.
 */
const provedBy = ({ store, stored }: Work, target: string): EventStore => ({
  ...stored,
  readStream: (stream, ...from) => (stream === target ? store : stored).readStream(stream, ...from),
})
