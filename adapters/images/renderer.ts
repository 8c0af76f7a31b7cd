import type { CardSize } from './frame.ts'
import type { CardFacts } from './layout.ts'
import { drawingWorker } from './worker.ts'

/** Draws pictures away from the event loop. */
export interface Renderer {
  /** PNG bytes. Rejects when the picture cannot be drawn or the renderer is closed. */
  render(facts: CardFacts, size: CardSize): Promise<Buffer>
  close(): Promise<void>
}

/** What the worker is asked. */
export interface RenderRequest {
  facts: CardFacts
  size: CardSize
}

/** One worker thread that draws one card after the other. @param mostWaitMs see {@link drawingWorker} */
export function createRenderer(mostWaitMs?: number): Renderer {
  const worker = drawingWorker<RenderRequest, Uint8Array>(new URL('./render-worker.ts', import.meta.url), mostWaitMs)
  return {
    render: async (facts, size) => {
      const png = await worker.ask({ facts, size })
      return Buffer.from(png.buffer, png.byteOffset, png.byteLength)
    },
    close: worker.close,
  }
}
