import { parse, v5 as uuidV5 } from 'uuid'
import type { RecordedEvent, StreamSlice } from '../adapters/event-store/event-store.ts'
import type { CommandSpec } from '../domain/kernel.ts'
import type { CommandRequest, CommandResult } from './handle.ts'

const COMMAND_IDS = parse('4f1c9b53-3a0e-4a0e-9a59-64f2e6a1d0c7')

export type AnySpec = CommandSpec<unknown, never>
export type Fields = Record<string, unknown>

/** A third party's keys are its own: it must not meet what the person did under the same one. */
const keyOf = ({ actor: { accountId, via }, type, idempotencyKey }: CommandRequest) =>
  Buffer.from(`${via ? `${via.clientId}@` : ''}${accountId}/${type}/${idempotencyKey}`)

/** The idempotency key holds within one caller and one command type; it is the id of what the command creates. */
export const keyIdOf = (request: CommandRequest): string =>
  request.idempotencyKey === undefined ? crypto.randomUUID() : uuidV5(keyOf(request), COMMAND_IDS)

/** Two streams never share an event id, even when two strangers chose the same key. Without a key no two calls do. */
export const commandIdOf = (request: CommandRequest, stream: string): string =>
  request.idempotencyKey === undefined
    ? crypto.randomUUID()
    : uuidV5(Buffer.from(stream), uuidV5(keyOf(request), COMMAND_IDS, new Uint8Array(16)))

/** The answer to a command whose events are in the stream already: the same as the first time, but for `repeated`. */
export function doneBefore(
  spec: AnySpec,
  slice: StreamSlice,
  commandId: string,
): Omit<CommandResult, 'id'> | undefined {
  const own = slice.events.filter(({ meta }) => (meta.commandId ?? meta.$causationId) === commandId)
  if (own.length === 0) return undefined
  return { ...repeated(slice, own), ...pick(own[0]?.data, spec.answers) }
}

/** The answer of a command that changes nothing: where a reader must be to see what there is. */
export const repeated = (slice: StreamSlice, upTo: readonly RecordedEvent[]) => ({
  revision: upTo.at(-1)?.revision ?? slice.revision,
  position: upTo.at(-1)?.position ?? -1,
  repeated: true,
  events: [],
})

/** The named fields of some data. */
export const pick = (data: Fields | undefined, names: readonly string[] = []): Fields =>
  Object.fromEntries(names.map((name) => [name, data?.[name]]))
