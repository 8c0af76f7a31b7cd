import { Resvg } from '@resvg/resvg-js'
import type { Style } from '../../../domain/creative.ts'
import { fontFiles } from '../font.ts'
import { palettePng } from '../palette-png.ts'
import { type Box, canvasOf, cropFor, type Photo, type Scene } from './scene.ts'
import { STYLES } from './styles.ts'
import { lineSvg } from './type.ts'
import { type CreativeFacts, wordsOf } from './words.ts'

/** One picture to be drawn. */
export interface DrawRequest {
  facts: CreativeFacts
  style: Style
  /** Pixels. */
  width: number
  height: number
  qrUrl?: string
  photo?: Photo
  /** Drawn that many times as large, for a clip that moves over it. */
  zoom?: number
}

/** A drawn picture: PNG bytes where few colours are enough, else four bytes a pixel. */
export type Drawn = {
  width: number
  height: number
  /** The part of the photograph that is seen, in its own pixels. */
  crop?: Box
} & ({ format: 'png'; bytes: Uint8Array } | { format: 'rgba'; bytes: Uint8Array })

/** What is where on the picture. The same request gives the same answer. */
export function composed({ facts, style, width, height, qrUrl, photo }: DrawRequest): Scene {
  const given = { trade: facts.trade, ...(qrUrl ? { qrUrl } : {}), ...(photo ? { photo } : {}) }
  return STYLES[style].compose(wordsOf(facts), canvasOf(width, height), given)
}

/** The picture as SVG text. */
export function creativeSvg(request: DrawRequest): string {
  const { style, width, height } = request
  const { art, lines, qr } = composed(request)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${STYLES[style].ground}"/>`,
    art,
    qr?.svg ?? '',
    ...lines.map(lineSvg),
    '</svg>',
  ].join('')
}

/** Draws it. Takes up to some hundred milliseconds: servers call it in a worker (see drawer.ts). */
export function drawCreative(request: DrawRequest): Drawn {
  const font = { loadSystemFonts: false, fontFiles: Object.values(fontFiles), defaultFontFamily: 'Pretendard' }
  const fitTo = { mode: 'zoom' as const, value: request.zoom ?? 1 }
  const { pixels, width, height } = new Resvg(creativeSvg(request), { font, fitTo }).render()
  const { photoBox } = request.photo ? composed(request) : {}
  const crop = request.photo && photoBox ? { crop: cropFor(request.photo, photoBox) } : {}
  const isFlat = request.style !== 'warm' && !request.photo
  if (isFlat && !request.zoom)
    return { format: 'png', bytes: palettePng(pixels, width, height), width, height, ...crop }
  return { format: 'rgba', bytes: pixels, width, height, ...crop }
}
