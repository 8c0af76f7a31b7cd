import { setup } from 'xstate'
import type { Duty } from '../domain/assistant-definition.ts'
import { type Effect, type Saga, toSaga } from './saga.ts'

/** Looks for evidence of each duty in the conversation; its handler is in consultation-handlers.ts. */
export type CheckDuties = { type: 'check-duties' } & Ids
interface Ids {
  conversationId: string
  merchantId: string
  accountId: string
  assistantId: string
  duties: Duty[]
}
type Input = { at: string } & (
  | ({ type: 'ConsultationOpened' } & Ids)
  | { type: 'ConsultationCheckRequested' | 'ConsultationCompleted' }
)

const machine = setup({
  types: { context: {} as Ids, events: {} as Input, input: {} as Ids },
  actions: {
    /** Recorded, and done by the effect runner. */
    effect: (_, _effect: Effect) => {},
  },
}).createMachine({
  id: 'consultation-check',
  context: ({ input: { conversationId, merchantId, accountId, assistantId, duties } }) => ({
    ...{ conversationId, merchantId, accountId, assistantId, duties },
  }),
  initial: 'open',
  states: {
    open: {
      on: {
        ConsultationCheckRequested: {
          actions: {
            type: 'effect',
            params: ({ context }) => ({ type: 'check-duties', ...context }) satisfies CheckDuties,
          },
        },
        ConsultationCompleted: 'completed',
      },
    },
    completed: { type: 'final' },
  },
})

/** Checks a conversation each time it is asked to, until it is complete. */
export const consultationCheck: Saga = {
  name: 'consultation-check',
  version: 1,
  machine,
  routes: {
    ConsultationOpened: toSaga('conversationId', { starts: true }),
    ConsultationCheckRequested: toSaga('conversationId'),
    ConsultationCompleted: toSaga('conversationId'),
  },
}
