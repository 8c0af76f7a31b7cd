import { setup } from 'xstate'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import type { Effect, Routed, Saga } from './saga.ts'

/** Names one turn of a conversation; handlers are in reply-handlers.ts. */
export interface Turn {
  conversationId: string
  turn: number
}
export type WriteReply = { type: 'write-reply' } & Turn
/** `failed` when it is given up. */
export type StopWriting = { type: 'stop-writing'; why: 'stopped' | 'failed' } & Turn

type Input = { at: string } & (
  | ({ type: 'ReplyRequested' } & Turn)
  | { type: 'ReplyStopRequested' | 'ReplyCompleted' | 'ReplyInterrupted' }
)

/** A reply that has not ended by then is ended, so that nobody waits for ever. */
const DEADLINE_MS = 5 * 60_000
/** So long a writer that was told to stop may take. */
const STOP_MS = 10_000

const machine = setup({
  types: { context: {} as Turn, events: {} as Input, input: {} as Turn },
  actions: {
    /** Recorded, and done by the effect runner. */
    effect: (_, _effect: Effect) => {},
  },
}).createMachine({
  id: 'reply',
  context: ({ input: { conversationId, turn } }) => ({ conversationId, turn }),
  initial: 'writing',
  states: {
    writing: {
      entry: { type: 'effect', params: ({ context }) => ({ type: 'write-reply', ...context }) satisfies WriteReply },
      on: { ReplyStopRequested: 'stopping' },
      after: { [DEADLINE_MS]: 'overdue' },
    },
    stopping: {
      entry: {
        type: 'effect',
        params: ({ context }) => ({ type: 'stop-writing', why: 'stopped', ...context }) satisfies StopWriting,
      },
      after: { [STOP_MS]: 'overdue' },
    },
    overdue: {
      entry: {
        type: 'effect',
        params: ({ context }) => ({ type: 'stop-writing', why: 'failed', ...context }) satisfies StopWriting,
      },
    },
    done: { type: 'final' },
  },
  on: { ReplyCompleted: '.done', ReplyInterrupted: '.done' },
})

/** The ids and nothing else: what was said must not come into the saga's own stream. */
const ofTurn =
  (starts = false) =>
  ({ type, data }: RecordedEvent): Routed[] => {
    const { conversationId, turn } = data as unknown as Turn
    return [{ sagaId: `${conversationId}.${turn}`, starts, input: { type, conversationId, turn } }]
  }

/** Has one turn of a conversation answered. One instance a turn, so that a reply that is continued is a new one. */
export const reply: Saga = {
  name: 'reply',
  version: 1,
  machine,
  routes: {
    ReplyRequested: ofTurn(true),
    ReplyStopRequested: ofTurn(),
    ReplyCompleted: ofTurn(),
    ReplyInterrupted: ofTurn(),
  },
}
