import type { Background, Lineage } from '../domain/content.ts'
import type { MediaFile } from '../domain/creative.ts'
import type { MakeCreative, PaintBackground } from './content-pipeline.ts'
import type { EffectContext, EffectHandler } from './saga.ts'
import type { SendAsSaga } from './send-as-saga.ts'

/** Who makes backgrounds, pictures and clips. Each throws when it cannot. */
export interface Studio {
  /** @returns the code and reason when no model painted one */
  paint(order: PaintBackground, merchantId: string, signal: AbortSignal): Promise<Background>
  make(order: MakeCreative, signal: AbortSignal): Promise<{ file: MediaFile; lineage: Lineage }>
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 300)

/** Handlers of the saga content-pipeline, by effect type. */
export function contentHandlers(studio: Studio, send: SendAsSaga): Record<string, EffectHandler<never>> {
  const make = async (order: MakeCreative, context: EffectContext) => {
    const { contentId, piece, round } = order
    let made: Awaited<ReturnType<Studio['make']>>
    try {
      made = await studio.make(order, context.signal)
    } catch (error) {
      // A stop is no failure: the work is taken up again.
      context.signal.throwIfAborted()
      await send('FailCreative', { contentId, piece, round, code: 'NOT_MADE', reason: reasonOf(error) }, context)
      return
    }
    await send('RecordCreative', { contentId, piece, round, ...made }, context)
  }
  return {
    'paint-background': async (order: PaintBackground, context) => {
      const { contentId } = order
      let painted: Background
      try {
        painted = await studio.paint(order, context.merchantId, context.signal)
      } catch (error) {
        context.signal.throwIfAborted()
        await send('SkipBackground', { contentId, code: 'NOT_PAINTED', reason: reasonOf(error) }, context)
        return
      }
      await send('RecordBackground', { contentId, ...painted }, context)
    },
    'make-picture': make,
    'make-clip': make,
  }
}
