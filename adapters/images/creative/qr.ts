import { encode } from 'uqr'

/** The white margin that readers need around a code, in modules (ISO/IEC 18004). */
const QUIET = 4

/** A code on its white tile. */
export interface QrTile {
  x: number
  y: number
  /** Pixels of one side of the tile; every module is a whole number of pixels, so that edges stay sharp. */
  size: number
  svg: string
}

/**
 * Draws a QR code with error correction M.
 *
 * @param most pixels that the tile may be wide; it is made as large as whole pixels a module allow
 * @param align where in the room the tile stands: at its upper left, in its middle, at its lower right
 */
export function qrTile(
  text: string,
  room: { x: number; y: number; size: number },
  align: 'start' | 'middle' | 'end',
): QrTile {
  const { data, size: modules } = encode(text, { ecc: 'M', border: 0 })
  const all = modules + 2 * QUIET
  const pixels = Math.max(2, Math.floor(room.size / all))
  const size = pixels * all
  const slack = (room.size - size) * { start: 0, middle: 0.5, end: 1 }[align]
  const [x, y] = [Math.round(room.x + slack), Math.round(room.y + slack)]
  const dark = data.flatMap((row, r) =>
    row.flatMap((isDark, c) =>
      isDark ? [`M${x + (c + QUIET) * pixels} ${y + (r + QUIET) * pixels}h${pixels}v${pixels}h-${pixels}z`] : [],
    ),
  )
  const tile = `<rect x="${x}" y="${y}" width="${size}" height="${size}" rx="${pixels * 2}" fill="#FFFFFF"/>`
  return { x, y, size, svg: `${tile}<path d="${dark.join('')}" fill="#1F1B16" shape-rendering="crispEdges"/>` }
}
