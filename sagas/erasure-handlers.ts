import type { SubjectKeys } from '../adapters/event-store/personal-data.ts'
import type { EraseParticipant } from './participant-erasure.ts'
import type { EffectHandler } from './saga.ts'
import type { SendAsSaga } from './send-as-saga.ts'

/** Handlers of the saga participant-erasure, by effect type. Done again, they change nothing. */
export const erasureHandlers = (
  keys: Pick<SubjectKeys, 'erase'>,
  send: SendAsSaga,
): Record<string, EffectHandler<never>> => ({
  'erase-participant': async ({ entryId, participantKey }: EraseParticipant, context) => {
    // The codec names subjects by the field that says who they are.
    await keys.erase(`participantKey:${participantKey}`)
    await send('RecordParticipantErased', { entryId, participantKey }, context)
  },
})
