import type { QrTile } from './qr.ts'
import type { SetLine } from './type.ts'

/** The ground of a creative, in pixels. */
export interface Canvas {
  width: number
  height: number
  /** A hundredth of the side of a square of the same area: measures are given in it. */
  unit: number
  /** Wider than high, by enough to put things side by side. */
  isWide: boolean
}

export const canvasOf = (width: number, height: number): Canvas => ({
  width,
  height,
  unit: Math.sqrt(width * height) / 100,
  isWide: width / height > 1.2,
})

/** A photograph behind the words: a data address, its own size, and which part of it is shown. */
export interface Photo {
  href: string
  width: number
  height: number
}

/** Everything of a creative: what is drawn below the words, the words, and the code. */
export interface Scene {
  art: string
  lines: SetLine[]
  qr: QrTile | undefined
  /** Where the photograph is, if there is one. */
  photoBox?: Box
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** The part of a photograph that fills a box, from its middle, in the photograph's pixels. */
export function cropFor({ width, height }: { width: number; height: number }, box: Box): Box {
  const scale = Math.min(width / box.width, height / box.height)
  const [w, h] = [Math.round(box.width * scale), Math.round(box.height * scale)]
  return { x: Math.round((width - w) / 2), y: Math.round((height - h) / 2), width: w, height: h }
}

/** A photograph that fills a box and is cut at its edges. */
export function photoSvg({ href, width, height }: Photo, box: Box): string {
  const crop = cropFor({ width, height }, box)
  const view = `viewBox="${crop.x} ${crop.y} ${crop.width} ${crop.height}" preserveAspectRatio="none"`
  return `<svg x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" ${view}><image href="${href}" width="${width}" height="${height}"/></svg>`
}
