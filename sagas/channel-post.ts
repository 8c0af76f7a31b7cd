import { assign, setup } from 'xstate'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import type { ChannelId, PostContent } from '../domain/channel.ts'
import { facts } from '../domain/post.ts'
import {
  type PostContext as Context,
  find,
  MAX_ATTEMPTS,
  measure,
  overdue,
  publish,
  remove,
} from './channel-post-effects.ts'
import { DEADLINE_MS, delays, isOver, TAKE_DOWN_SETTLE_MS } from './channel-post-timing.ts'
import type { Effect, Routed, Saga } from './saga.ts'

type Begin = {
  type: 'DistributionRequested'
  distributionId: string
  channel: ChannelId
  content: PostContent
  at: string
}
type Input = { at: string } & (
  | Begin
  | { type: 'PostHeld'; until: string }
  | { type: 'PostPrepared'; handle: string }
  | { type: 'PostDelayed'; retryAt: string }
  | { type: 'PostPublished'; postId: string }
  | { type: 'PostUnconfirmed' | 'PostFailed' | 'PostSkipped' | 'PostHandedOver' | 'ChannelRetried' }
  | { type: 'TakeDownRequested' | 'PostTakenDown' | 'TakeDownFailed' }
)

const machine = setup({
  types: { context: {} as Context, events: {} as Input, input: {} as Begin },
  actions: {
    /** Recorded, and done by the effect runner. */
    effect: (_, _effect: Effect) => {},
    noteTime: assign({ now: ({ event }) => event.at }),
    noteWait: assign({
      now: ({ event }) => event.at,
      waitUntil: ({ event, context }) =>
        event.type === 'PostHeld' ? event.until : event.type === 'PostDelayed' ? event.retryAt : context.waitUntil,
    }),
    /** A second handle within one try counts as the next try, so that a channel that forgets each one is left in the end. */
    noteHandle: assign(({ event, context }) => ({
      now: event.at,
      handle: (event.type === 'PostPrepared' ? event.handle : context.handle) as string,
      attempt: context.attempt + (context.handle === undefined ? 0 : 1),
    })),
    notePost: assign({
      now: ({ event }) => event.at,
      postId: ({ event, context }) => (event.type === 'PostPublished' ? event.postId : context.postId) as string,
    }),
    nextAttempt: assign({ attempt: ({ context }) => context.attempt + 1, askFirst: false }),
    startOver: assign(({ context: { attempt } }) => ({
      attempt: attempt + 1,
      maxAttempts: attempt + MAX_ATTEMPTS,
      askFirst: true,
      asks: 0,
    })),
    countAsk: assign({ asks: ({ context }) => context.asks + 1 }),
    countTakeDown: assign({ takeDowns: ({ context }) => context.takeDowns + 1 }),
    resetTakeDowns: assign({ takeDowns: 0 }),
    countMeasure: assign({ measures: ({ context }) => context.measures + 1, now: ({ event }) => event.at }),
  },
  guards: {
    hasPost: ({ context }) => context.postId !== undefined,
    isOver: ({ context }) => isOver(context),
    canMeasure: ({ context }) => !context.postId?.startsWith('http'),
  },
  delays,
}).createMachine({
  id: 'channel-post',
  context: ({ input: { distributionId, channel, content, at } }) => ({
    distributionId,
    channel,
    content,
    attempt: 1,
    maxAttempts: MAX_ATTEMPTS,
    askFirst: false,
    asks: 0,
    takeDowns: 0,
    measures: 0,
    waitUntil: at,
    now: at,
  }),
  initial: 'publishing',
  states: {
    publishing: {
      entry: { type: 'effect', params: ({ context }) => publish(context) },
      on: { PostPrepared: { target: 'publishing', reenter: true, actions: 'noteHandle' } },
      after: { [DEADLINE_MS]: { actions: { type: 'effect', params: ({ context }) => overdue(context) } } },
    },
    held: { after: { wait: { target: 'publishing' } } },
    delayed: { after: { wait: { target: 'publishing', actions: 'nextAttempt' } } },
    unconfirmed: {
      type: 'parallel',
      states: {
        asking: {
          initial: 'settling',
          states: {
            settling: { after: { nextAsk: 'asked' } },
            asked: {
              entry: ['countAsk', { type: 'effect', params: ({ context }) => find(context) }],
              always: 'settling',
            },
          },
        },
        deadline: {
          initial: 'running',
          states: {
            running: { after: { [DEADLINE_MS]: 'passed' } },
            passed: { entry: { type: 'effect', params: ({ context }) => overdue(context) } },
          },
        },
      },
    },
    published: {
      initial: 'deciding',
      states: {
        deciding: { always: [{ guard: 'canMeasure', target: 'waiting' }, { target: 'unmeasured' }] },
        waiting: { after: { nextMeasure: { target: 'measuring', actions: 'countMeasure' } } },
        measuring: {
          entry: { type: 'effect', params: ({ context }) => measure(context) },
          always: [{ guard: 'isOver', target: 'unmeasured' }, { target: 'waiting' }],
        },
        unmeasured: {},
      },
    },
    failed: {},
    skipped: {},
    handedOver: {},
    takingDown: {
      initial: 'deciding',
      after: { [2 * DEADLINE_MS]: { actions: { type: 'effect', params: ({ context }) => overdue(context) } } },
      states: {
        deciding: { always: [{ guard: 'hasPost', target: 'asked' }, { target: 'settling' }] },
        // Without a post id a try may still be under way; what it makes has to be found before it can be removed.
        settling: { after: { [TAKE_DOWN_SETTLE_MS]: 'asked' } },
        asked: {
          entry: ['countTakeDown', { type: 'effect', params: ({ context }) => remove(context) }],
          after: { nextTakeDown: { target: 'asked', reenter: true } },
        },
      },
    },
    takeDownFailed: {},
    // Not final: a try that came through later than any may is taken down as well.
    takenDown: {},
  },
  on: {
    PostHeld: { target: '.held', actions: 'noteWait' },
    PostDelayed: { target: '.delayed', actions: 'noteWait' },
    PostUnconfirmed: '.unconfirmed',
    PostPublished: { target: '.published', actions: 'notePost' },
    PostFailed: '.failed',
    PostSkipped: '.skipped',
    PostHandedOver: '.handedOver',
    ChannelRetried: { target: '.publishing', actions: 'startOver' },
    TakeDownRequested: { target: '.takingDown', actions: 'resetTakeDowns' },
    PostTakenDown: '.takenDown',
    TakeDownFailed: '.takeDownFailed',
  },
})

const instance = ({ data }: RecordedEvent, channel: unknown) => `${data.distributionId}.${channel}`

const begin = (event: RecordedEvent): Routed[] =>
  (event.data.targets as { channel: ChannelId; content: PostContent }[]).map(({ channel, content }) => ({
    sagaId: instance(event, channel),
    starts: true,
    input: { type: event.type, distributionId: event.data.distributionId, channel, content },
  }))

const onward = (event: RecordedEvent): Routed[] => [
  { sagaId: instance(event, event.data.channel), input: { ...event.data, type: event.type } },
]

/** One post on one channel, from the first try to its last measurement or its removal. */
export const channelPost: Saga = {
  name: 'channel-post',
  version: 1,
  machine,
  routes: {
    DistributionRequested: begin,
    ...Object.fromEntries([...Object.keys(facts), 'ChannelRetried', 'TakeDownRequested'].map((type) => [type, onward])),
  },
}
