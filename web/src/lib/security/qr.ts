import { encode } from 'uqr'

/** Modules of white around a code, without which cameras do not find it (ISO/IEC 18004). */
const QUIET = 4

/** A QR code as the path of an SVG: its dark modules, each of size 1, on a square of `size`. */
export interface QrPath {
  size: number
  path: string
}

/** Draws a QR code with error correction L: a screen has no stains, and larger modules are found sooner. */
export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: 'L', border: QUIET })
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return { size, path: dark.join('') }
}
