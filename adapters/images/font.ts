import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** What measuring text needs of one font. */
export interface Font {
  /** Whether the font can draw the character. */
  has(codePoint: number): boolean
  /** How far the character moves the pen, in em; 0 where the font cannot draw it. */
  advance(codePoint: number): number
}

export type Weight = 300 | 500 | 700 | 900

const require = createRequire(import.meta.url)
/** The fonts that pictures are set in; a machine's own fonts are never used, so a picture is the same everywhere. */
export const fontFiles: Readonly<Record<Weight, string>> = {
  300: require.resolve('pretendard/dist/public/static/Pretendard-Light.otf'),
  500: require.resolve('pretendard/dist/public/static/Pretendard-Medium.otf'),
  700: require.resolve('pretendard/dist/public/static/Pretendard-Bold.otf'),
  900: require.resolve('pretendard/dist/public/static/Pretendard-Black.otf'),
}

/**
 * Reads an OpenType font's character map and advances (spec: tables `cmap` format 12, `hhea`, `hmtx`, `head`).
 *
 * @throws Error when the file is not an OpenType font with a full Unicode map
 */
export function parseFont(bytes: Buffer): Font {
  const table = (tag: string): number => {
    for (let entry = 12; entry < 12 + bytes.readUInt16BE(4) * 16; entry += 16)
      if (bytes.toString('latin1', entry, entry + 4) === tag) return bytes.readUInt32BE(entry + 8)
    throw new Error(`the font has no table ${tag}`)
  }
  const unitsPerEm = bytes.readUInt16BE(table('head') + 18)
  const hmtx = table('hmtx')
  const lastMetric = bytes.readUInt16BE(table('hhea') + 34) - 1
  const glyphs = readGlyphs(bytes, table('cmap'))
  return {
    has: (codePoint) => glyphs.has(codePoint),
    advance: (codePoint) => {
      const glyph = glyphs.get(codePoint)
      // Glyphs behind the last metric share it.
      return glyph === undefined ? 0 : bytes.readUInt16BE(hmtx + Math.min(glyph, lastMetric) * 4) / unitsPerEm
    },
  }
}

/** Glyph numbers by code point, from the map for all of Unicode (platform 3, encoding 10). */
function readGlyphs(bytes: Buffer, cmap: number): Map<number, number> {
  const maps = Array.from({ length: bytes.readUInt16BE(cmap + 2) }, (_, index) => cmap + 4 + index * 8)
  const full = maps.find((entry) => bytes.readUInt32BE(entry) === 0x0003_000a)
  const map = full === undefined ? -1 : cmap + bytes.readUInt32BE(full + 4)
  if (map < 0 || bytes.readUInt16BE(map) !== 12) throw new Error('the font has no full Unicode map')
  const glyphs = new Map<number, number>()
  for (let group = map + 16; group < map + 16 + bytes.readUInt32BE(map + 12) * 12; group += 12) {
    const [first, last, glyph] = [0, 4, 8].map((at) => bytes.readUInt32BE(group + at)) as [number, number, number]
    for (let code = first; code <= last; code += 1) glyphs.set(code, glyph + code - first)
  }
  return glyphs
}

/** The weights that pictures use, read once. */
export const fonts: Readonly<Record<Weight, Font>> = {
  300: parseFont(readFileSync(fontFiles[300])),
  500: parseFont(readFileSync(fontFiles[500])),
  700: parseFont(readFileSync(fontFiles[700])),
  900: parseFont(readFileSync(fontFiles[900])),
}
