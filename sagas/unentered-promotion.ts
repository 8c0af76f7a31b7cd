import { setup } from 'xstate'
import { type Effect, type Saga, toSaga } from './saga.ts'

type Input = { type: 'PromotionEnded'; promotionId: string; at: string }

const machine = setup({
  types: { context: {} as { promotionId: string }, events: {} as Input, input: {} as Input },
  actions: {
    /** Recorded, and done by the effect runner. */
    effect: (_, _effect: Effect) => {},
  },
}).createMachine({
  id: 'unentered-promotion',
  context: ({ input: { promotionId } }) => ({ promotionId }),
  initial: 'asked',
  states: {
    // The command itself finds out whether anybody entered, and says nothing when somebody did.
    asked: {
      type: 'final',
      entry: {
        type: 'effect',
        params: ({ context: { promotionId } }) => ({
          type: 'command',
          command: 'CloseUnentered',
          input: { promotionId },
        }),
      },
    },
  },
})

/** Gives a promotion that ended with nobody entered its end: there is no draw to wait for. */
export const unenteredPromotion: Saga = {
  name: 'unentered-promotion',
  version: 1,
  machine,
  routes: { PromotionEnded: toSaga('promotionId', { starts: true }) },
}
