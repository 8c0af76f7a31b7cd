import { assign, enqueueActions, setup } from 'xstate'
import type { ChannelId } from '../domain/channel.ts'
import { type Effect, type Saga, toSaga } from './saga.ts'

interface Context {
  promotionId: string
  startsAt: string
  endsAt: string
  channels: ChannelId[]
  launched: boolean
  distributions: string[]
  /** When the last input came; delays count from it. */
  now: string
}

type Content = Pick<Context, 'startsAt' | 'endsAt' | 'channels'>
type Input = { at: string } & (
  | ({ type: 'PromotionScheduled' | 'PromotionLaunched'; promotionId: string } & Content)
  | { type: 'PromotionRevised'; changes: Partial<Content> }
  | { type: 'DistributionRequested' | 'PostPublished'; distributionId: string }
  | { type: 'PromotionEnded' | 'PromotionCancelled' }
)

const command = (type: string, input: Record<string, unknown>): Effect => ({ type: 'command', command: type, input })
const takeDown = (distributionId: string) =>
  command('TakeDownPosts', { distributionId, reason: 'The promotion was cancelled.' })
const ms = (from: string, to: string) => Date.parse(to) - Date.parse(from)

const retime = { target: 'scheduled', reenter: true, actions: 'noteContent' } as const
const anew = { PromotionScheduled: retime, PromotionRevised: retime }

const machine = setup({
  types: { context: {} as Context, events: {} as Input, input: {} as Extract<Input, Content> },
  actions: {
    /** Recorded, and done by the effect runner. */
    effect: (_, _effect: Effect) => {},
    noteContent: assign(({ context, event }) => {
      const { startsAt, endsAt, channels } = { ...context, ...('changes' in event ? event.changes : event) }
      return { startsAt, endsAt, channels, now: event.at }
    }),
    noteDistribution: assign({
      distributions: ({ context, event }) =>
        event.type === 'DistributionRequested'
          ? [...context.distributions, event.distributionId]
          : context.distributions,
    }),
  },
  delays: {
    untilStart: ({ context }) => ms(context.now, context.startsAt),
    untilEnd: ({ context }) => ms(context.now, context.endsAt),
  },
  guards: {
    launched: ({ context }) => context.launched,
    hasChannels: ({ context }) => context.channels.length > 0,
  },
}).createMachine({
  id: 'promotion-lifecycle',
  context: ({ input: { promotionId, startsAt, endsAt, channels, type, at } }) => ({
    promotionId,
    startsAt,
    endsAt,
    channels,
    launched: type === 'PromotionLaunched',
    distributions: [],
    now: at,
  }),
  initial: 'begun',
  states: {
    begun: { always: [{ guard: 'launched', target: 'running' }, { target: 'scheduled' }] },
    scheduled: { after: { untilStart: 'launching' }, on: anew },
    // A launch that a rule refused (the period was over before we came to it) leaves the next word to the merchant.
    launching: {
      on: anew,
      entry: {
        type: 'effect',
        params: ({ context }) => command('LaunchPromotion', { promotionId: context.promotionId }),
      },
    },
    running: {
      initial: 'opening',
      on: { DistributionRequested: { actions: 'noteDistribution' } },
      states: {
        opening: {
          always: [
            {
              guard: 'hasChannels',
              target: 'open',
              actions: {
                type: 'effect',
                params: ({ context: { promotionId, channels } }) =>
                  command('DistributePromotion', { promotionId, channels }),
              },
            },
            { target: 'open' },
          ],
        },
        open: { after: { untilEnd: 'ending' } },
        ending: {
          entry: {
            type: 'effect',
            params: ({ context: { promotionId } }) => command('EndPromotion', { promotionId, reason: 'period-over' }),
          },
        },
      },
    },
    ended: { type: 'final' },
    cancelled: {
      entry: enqueueActions(({ context, enqueue }) => {
        for (const id of context.distributions) enqueue({ type: 'effect', params: takeDown(id) })
      }),
      on: {
        DistributionRequested: { actions: { type: 'effect', params: ({ event }) => takeDown(event.distributionId) } },
        // A post that had failed, by what the channel said, may come up all the same.
        PostPublished: { actions: { type: 'effect', params: ({ event }) => takeDown(event.distributionId) } },
      },
    },
  },
  on: {
    PromotionLaunched: { target: '.running', actions: 'noteContent' },
    PromotionEnded: '.ended',
    PromotionCancelled: '.cancelled',
  },
})

/** Starts and ends promotions at their time, puts a launched one on its channels, takes a cancelled one down. */
export const promotionLifecycle: Saga = {
  name: 'promotion-lifecycle',
  version: 1,
  machine,
  routes: {
    PromotionScheduled: toSaga('promotionId', { starts: true }),
    PromotionLaunched: toSaga('promotionId', { starts: true }),
    PromotionRevised: toSaga('promotionId'),
    DistributionRequested: toSaga('promotionId'),
    PostPublished: toSaga('promotionId'),
    PromotionEnded: toSaga('promotionId'),
    PromotionCancelled: toSaga('promotionId'),
  },
}
