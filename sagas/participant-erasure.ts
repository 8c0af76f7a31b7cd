import { enqueueActions, setup } from 'xstate'
import { type Effect, type Saga, toSaga } from './saga.ts'

/** Destroys the key of a participant’s personal fields. Its handler is in erasure-handlers.ts. */
export type EraseParticipant = { type: 'erase-participant'; entryId: string; participantKey: string }

interface Asked {
  entryId: string
  participantKey: string
  /** The same person's entries in other promotions of the shop. */
  others: string[]
}
type Input = { at: string } & (({ type: 'ParticipantErasureRequested' } & Asked) | { type: 'ParticipantErased' })

const machine = setup({
  types: { context: {} as Asked, events: {} as Input, input: {} as Asked },
  actions: {
    /** Recorded, and done by the effect runner. */
    effect: (_, _effect: Effect) => {},
  },
}).createMachine({
  id: 'participant-erasure',
  context: ({ input: { entryId, participantKey, others } }) => ({ entryId, participantKey, others }),
  initial: 'erasing',
  states: {
    // No deadline: it is tried until it is done. The owner hears of one that takes long from the view `notices`.
    erasing: {
      entry: enqueueActions(({ context: { others, ...key }, enqueue }) => {
        enqueue({ type: 'effect', params: { type: 'erase-participant', ...key } satisfies EraseParticipant })
        for (const entryId of others)
          enqueue({ type: 'effect', params: { type: 'command', command: 'EraseParticipant', input: { entryId } } })
      }),
      on: { ParticipantErased: 'erased' },
    },
    erased: { type: 'final' },
  },
})

/** Erases a participant once that is recorded, here and in the shop's other promotions; one instance a key. */
export const participantErasure: Saga = {
  name: 'participant-erasure',
  version: 1,
  machine,
  routes: {
    ParticipantErasureRequested: toSaga('participantKey', { starts: true }),
    ParticipantErased: toSaga('participantKey'),
  },
}
