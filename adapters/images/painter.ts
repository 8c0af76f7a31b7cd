import type { ContentFacts, Style } from '../../domain/creative.ts'
import type { Usage } from '../../domain/recommendation.ts'

/** A background as a model gave it. */
export interface Painting {
  bytes: Buffer
  mime: 'image/png' | 'image/jpeg'
  /** Pixels. */
  width: number
  height: number
  prompt: string
  usage: Usage
}

export interface PaintingWish {
  style: Style
  facts: ContentFacts
  merchantId: string
}

/** Who paints backgrounds: a picture without any words, which are set on it here. */
export interface Painter {
  /** What pictures are kept by: the model that is asked first. */
  model: string
  /** US dollars that a picture costs at most. */
  usd: number
  /** @throws Error when no provider gave a usable picture */
  paint(wish: PaintingWish, signal: AbortSignal): Promise<Painting>
}
