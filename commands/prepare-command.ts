import { z } from 'zod'
import type { StreamSlice } from '../adapters/event-store/event-store.ts'
import type { Aggregate } from '../domain/kernel.ts'
import type { CommandDeps, CommandRequest, CommandResult } from './handle.ts'
import { type AnySpec, commandIdOf, doneBefore, type Fields, keyIdOf, pick } from './idempotency.ts'
import type { Preparation } from './preparation.ts'
import { preparations } from './preparations.ts'

/** What a preparation works with. */
export interface PrepareDeps extends CommandDeps {
  /** The stream that is decided on, maybe as it was a moment ago: the append proves it. */
  load(stream: string): Promise<StreamSlice>
}

/** What a caller sends, before its schema is known. */
export const Input = z.record(z.string(), z.unknown())

/** The stream of an aggregate's instance. */
export const streamOf = (aggregate: Aggregate, id: string) => `${aggregate.name}-${id}`

/**
 * What to decide on; or the answer that was given before, when only its preparation would refuse the repeat.
 *
 * @throws ZodError when the input does not fit, Rejected when its preparation says no
 */
export async function prepareCommand(
  { memory, services, now, load }: PrepareDeps,
  request: CommandRequest,
  aggregate: Aggregate,
  spec: AnySpec,
): Promise<{ id: string; command: Fields; told: Fields } | { id: string; answer: Omit<CommandResult, 'id'> }> {
  const { type, input, actor } = request
  const { idField } = aggregate
  const preparation: Preparation | undefined = preparations[type]
  const withId = Input.parse(input)
  if (spec.creates) withId[idField] ??= keyIdOf(request)
  if (idField === 'merchantId' && actor.role === 'owner') withId.merchantId = actor.merchantId
  const parsed = (preparation?.input ?? spec.schema).parse(withId) as Fields
  if (!preparation) return { id: String(parsed[idField]), command: parsed, told: {} }
  const id = (await preparation.idOf?.(parsed as never, services)) ?? parsed[idField]
  const target = typeof id === 'string' ? streamOf(aggregate, id) : ''
  if (target) {
    const answer = doneBefore(spec, await load(target), commandIdOf(request, target))
    if (answer) return { id: String(id), answer }
  }
  // What is copied from another stream would go in as it was before something that was acknowledged elsewhere.
  const readStream = (stream: string) => (stream === target ? load(stream) : memory.latest(stream))
  const prepared = await preparation.prepare(parsed as never, { store: { readStream }, services, actor, now: now() })
  const command = spec.schema.parse(prepared) as Fields
  return { id: String(command[idField]), command, told: pick(prepared, preparation.tells) }
}
