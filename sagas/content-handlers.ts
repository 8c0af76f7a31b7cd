import type { Background, Lineage } from '../domain/content-events.ts'
import type { MediaFile } from '../domain/creative.ts'
import type { MakeCreative, PaintBackground } from './content-pipeline-effects.ts'
import type { EffectContext, EffectHandler } from './saga.ts'
import type { SendAsSaga } from './send-as-saga.ts'

/** It cannot be made, however often it is tried; anything else that is thrown means "try again later". */
export class NotMade extends Error {}

/** Who makes backgrounds, pictures and clips. Each throws {@link NotMade} when it cannot. */
export interface Studio {
  paint(order: PaintBackground, merchantId: string, signal: AbortSignal): Promise<Background>
  make(order: MakeCreative, signal: AbortSignal): Promise<{ file: MediaFile; lineage: Lineage }>
}

const MOST_REASON = 300

/** Handlers of the saga content-pipeline, by effect type. */
export function contentHandlers(studio: Studio, send: SendAsSaga): Record<string, EffectHandler<never>> {
  /** What was made, or undefined once it is told that it cannot be. */
  const madeOr = async <T>(context: EffectContext, making: Promise<T>, tell: (reason: string) => Promise<void>) => {
    try {
      return await making
    } catch (error) {
      // A stop is no failure: the work is taken up again.
      context.signal.throwIfAborted()
      if (!(error instanceof NotMade)) throw error
      await tell(error.message.slice(0, MOST_REASON))
      return undefined
    }
  }
  const make = async (order: MakeCreative, context: EffectContext) => {
    const { contentId, piece, round } = order
    const which = { contentId, piece, round }
    const made = await madeOr(context, studio.make(order, context.signal), (reason) =>
      send('FailCreative', { ...which, code: 'NOT_MADE', reason }, context),
    )
    if (made) await send('RecordCreative', { ...which, ...made }, context)
  }
  const paint = async (order: PaintBackground, context: EffectContext) => {
    const { contentId } = order
    const painted = await madeOr(context, studio.paint(order, context.merchantId, context.signal), (reason) =>
      send('SkipBackground', { contentId, code: 'NOT_PAINTED', reason }, context),
    )
    if (painted) await send('RecordBackground', { contentId, ...painted }, context)
  }
  return { 'paint-background': paint, 'make-picture': make, 'make-clip': make }
}
