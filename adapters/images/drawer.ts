import type { Style } from '../../domain/creative.ts'
import type { Drawn, DrawRequest } from './creative/render.ts'
import type { CreativeFacts } from './creative/words.ts'
import { drawingWorker } from './worker.ts'

/** Draws creatives away from the event loop. */
export interface Drawer {
  /** Rejects when it cannot be drawn, or the drawer was closed. */
  draw(request: DrawRequest): Promise<Drawn>
  close(): Promise<void>
}

/** One worker thread that draws one creative after the other; sagas wait as long as it takes. */
export function createDrawer(): Drawer {
  const worker = drawingWorker<DrawRequest, Drawn>(
    new URL('./creative/draw-worker.ts', import.meta.url),
    Number.POSITIVE_INFINITY,
  )
  return { draw: worker.ask, close: worker.close }
}

interface Film {
  facts: CreativeFacts
  style: Style
  width: number
  height: number
  qrUrl: string
  zoom: number
  photo?: NonNullable<DrawRequest['photo']>
}

/** The three pictures of a clip: what it is called, what there is to win, and everything with the code. */
export function shotsOf({ facts, qrUrl, ...film }: Film): [DrawRequest, DrawRequest, DrawRequest] {
  const { endsAt: _end, startsAt: _start, ...timeless } = facts
  return [
    { ...film, facts: { ...timeless, prize: '' } },
    { ...film, facts: { ...facts, shopName: '경품', title: facts.prize, prize: '' } },
    { ...film, facts, qrUrl },
  ]
}
