import { assign, enqueueActions, setup } from 'xstate'
import type { Piece, Words } from '../domain/creative.ts'
import {
  type ContentContext as Context,
  fail,
  order,
  type PaintBackground,
  type PaintedOn,
} from './content-pipeline-effects.ts'
import { type Effect, type Saga, toSaga } from './saga.ts'

type Requested = { type: 'ContentRequested' } & Omit<Context, 'background' | 'waiting' | 'words'>
type Input = { at: string } & (
  | Requested
  | { type: 'BackgroundPainted'; file: Omit<PaintedOn, 'model'>; usage: { model: string } }
  | { type: 'BackgroundSkipped' }
  | { type: 'CreativeMade' | 'CreativeFailed'; piece: Piece; round: number }
  | { type: 'CreativeRevised'; piece: Piece; round: number; words: Words }
)

/** Providers have a deadline of their own well before; this is for one that is never reached. */
const PAINTING_MS = 180_000
/** A piece that is not there by then has failed, so that nobody waits for ever. */
const MAKING_MS = 300_000

const settled = { guard: 'isAwaited', actions: 'noteSettled' } as const

const machine = setup({
  types: { context: {} as Context, events: {} as Input, input: {} as Requested },
  actions: {
    /** Recorded, and done by the effect runner. */
    effect: (_, _effect: Effect) => {},
    noteBackground: assign(({ event, context }) => {
      if (event.type !== 'BackgroundPainted') return context
      const { hash, width, height } = event.file
      return { background: { hash, width, height, model: event.usage.model } }
    }),
    noteRevision: assign(({ event, context }) => {
      if (event.type !== 'CreativeRevised') return context
      const { piece, round, words } = event
      return { waiting: { ...context.waiting, [piece]: round }, words: { ...context.words, [piece]: words } }
    }),
    noteSettled: assign(({ event, context }) => {
      if (!('piece' in event)) return context
      const { [event.piece]: _, ...waiting } = context.waiting
      return { waiting }
    }),
    awaitAll: assign({ waiting: ({ context }) => Object.fromEntries(context.pieces.map((piece) => [piece, 1])) }),
  },
  guards: {
    isKept: ({ context }) => context.fromCache,
    isPainted: ({ context }) => context.model !== 'local',
    isAwaited: ({ context, event }) =>
      (event.type === 'CreativeMade' || event.type === 'CreativeFailed') &&
      context.waiting[event.piece] === event.round,
    isDone: ({ context }) => Object.keys(context.waiting).length === 0,
  },
}).createMachine({
  id: 'content-pipeline',
  context: ({ input: { contentId, style, model, facts, fromCache, pieces } }) => ({
    contentId,
    style,
    model,
    facts,
    fromCache,
    pieces,
    waiting: {},
    words: {},
  }),
  initial: 'begun',
  states: {
    begun: {
      always: [
        { guard: 'isKept', target: 'resting' },
        { guard: 'isPainted', target: 'painting' },
        { target: 'ordering' },
      ],
    },
    painting: {
      entry: {
        type: 'effect',
        params: ({ context: { contentId, style, facts } }) =>
          ({ type: 'paint-background', contentId, style, facts }) satisfies PaintBackground,
      },
      on: {
        BackgroundPainted: { target: 'ordering', actions: 'noteBackground' },
        BackgroundSkipped: 'ordering',
      },
      after: {
        [PAINTING_MS]: {
          actions: {
            type: 'effect',
            params: ({ context: { contentId } }) => ({
              type: 'command',
              command: 'SkipBackground',
              input: { contentId, code: 'BACKGROUND_OVERDUE', reason: 'No background was painted in time.' },
            }),
          },
        },
      },
    },
    ordering: {
      entry: [
        'awaitAll',
        enqueueActions(({ context, enqueue }) => {
          for (const piece of context.pieces) enqueue({ type: 'effect', params: order(context, piece) })
        }),
      ],
      always: 'making',
    },
    making: {
      on: { CreativeMade: settled, CreativeFailed: settled },
      always: { guard: 'isDone', target: 'resting' },
      after: {
        [MAKING_MS]: {
          actions: enqueueActions(({ context, enqueue }) => {
            for (const [piece, round] of Object.entries(context.waiting))
              enqueue({ type: 'effect', params: fail(context, piece as Piece, round) })
          }),
        },
      },
    },
    // Any piece may be written anew at any time.
    resting: { on: { BackgroundPainted: { actions: 'noteBackground' } } },
  },
  on: {
    CreativeRevised: {
      target: '.making',
      reenter: true,
      actions: ['noteRevision', { type: 'effect', params: ({ context, event }) => order(context, event.piece) }],
    },
  },
})

/** Has a background painted where a model does that, then every creative made; each for itself, so that one that fails stops no other. */
export const contentPipeline: Saga = {
  name: 'content-pipeline',
  version: 1,
  machine,
  routes: {
    ContentRequested: toSaga('contentId', { starts: true }),
    BackgroundPainted: toSaga('contentId'),
    BackgroundSkipped: toSaga('contentId'),
    CreativeMade: toSaga('contentId'),
    CreativeFailed: toSaga('contentId'),
    CreativeRevised: toSaga('contentId'),
  },
}
