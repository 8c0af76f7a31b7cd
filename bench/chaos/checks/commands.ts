import type { RecordedEvent } from '../../../adapters/event-store/event-store.ts'
import type { CommandRequest } from '../../../commands/handle.ts'
import { commandIdOf } from '../../../commands/idempotency.ts'
import { commandTypes } from '../../../domain/index.ts'
import type { Acknowledged } from '../journal.ts'

/** Whether each acknowledged command is in its stream, by its id, at the revision and position that were told, and once. */
export function checkAcknowledged(
  acknowledged: readonly Acknowledged[],
  streams: ReadonlyMap<string, readonly RecordedEvent[]>,
): string[] {
  return acknowledged.flatMap((answer) => {
    const known = commandTypes.get(answer.type)
    const stream = `${known?.aggregate.name}-${answer.id}`
    const events = streams.get(stream) ?? []
    const request = { type: answer.type, idempotencyKey: answer.key, actor: { accountId: answer.accountId } }
    const commandId = commandIdOf(request as CommandRequest, stream)
    const own = events.filter(({ meta }) => (meta.commandId ?? meta.$causationId) === commandId)
    const found = own.filter((event, index) => !isOneAppend(own[index - 1], event)).length
    const name = `${answer.type} ${answer.key} in ${stream}`
    if (found > 1) return [`recorded ${found} times: ${name}`]
    const told = events[answer.revision]
    if (told?.position !== answer.position) return [`not where the answer said: ${name}`]
    // Another command may have done it before, and then nothing is recorded under this one's id.
    return found === 0 && !answer.repeated ? [`acknowledged, but not there: ${name}`] : []
  })
}

const isOneAppend = (before: RecordedEvent | undefined, event: RecordedEvent): boolean =>
  before?.revision === event.revision - 1 && before.meta.at === event.meta.at
