import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const MOST_COLORS = 256
/** Colour type 3 of PNG: one byte a pixel, which names a colour of the palette. */
const HEADER_END = Buffer.from([8, 3, 0, 0, 0])

/**
 * Opaque pixels as a PNG of at most 256 colours. Our pictures are drawn in few colours, so that it looks the same at
 * a third of the bytes; where there are more, the rarest become their nearest neighbours.
 *
 * @param rgba four bytes a pixel, row by row
 */
export function palettePng(rgba: Uint8Array, width: number, height: number): Buffer {
  const { pixels, byCount } = colorsOf(rgba, width * height)
  const palette = byCount.slice(0, MOST_COLORS)
  const indexOf = new Map(byCount.map((color, index) => [color, index < MOST_COLORS ? index : nearest(palette, color)]))
  const size = Buffer.alloc(8)
  size.writeUInt32BE(width)
  size.writeUInt32BE(height, 4)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([size, HEADER_END])),
    chunk('PLTE', Buffer.from(palette.flatMap(channelsOf))),
    chunk('IDAT', deflateSync(rowsOf(pixels, indexOf, width, height), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

// Below: neighbours mostly have the same colour, and a look into a map for each pixel would take longer than all the rest.

/** Each pixel's colour as one number, and all colours, the most frequent first. */
function colorsOf(rgba: Uint8Array, count: number): { pixels: Uint32Array; byCount: number[] } {
  const pixels = new Uint32Array(count)
  const counts = new Map<number, number>()
  let [run, color] = [0, -1]
  for (let at = 0; at < count; at++) {
    const now = ((rgba[at * 4] as number) << 16) | ((rgba[at * 4 + 1] as number) << 8) | (rgba[at * 4 + 2] as number)
    pixels[at] = now
    if (now !== color) {
      if (run > 0) counts.set(color, (counts.get(color) ?? 0) + run)
      run = 0
      color = now
    }
    run += 1
  }
  counts.set(color, (counts.get(color) ?? 0) + run)
  return {
    pixels,
    byCount: [...counts].toSorted(([a, some], [b, others]) => others - some || a - b).map(([one]) => one),
  }
}

/** The palette's index of each pixel; every row begins with its filter: none, which suits palettes. */
function rowsOf(pixels: Uint32Array, indexOf: ReadonlyMap<number, number>, width: number, height: number): Buffer {
  const rows = Buffer.alloc((width + 1) * height)
  let [last, index] = [-1, 0]
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const pixel = pixels[at] as number
      if (pixel !== last) {
        last = pixel
        index = indexOf.get(pixel) as number
      }
      rows[at + y + 1] = index
    }
  return rows
}

const channelsOf = (color: number): [number, number, number] => [color >> 16, (color >> 8) & 255, color & 255]

function nearest(palette: readonly number[], color: number): number {
  const wanted = channelsOf(color)
  const distances = palette.map((candidate) =>
    channelsOf(candidate).reduce((sum, value, channel) => sum + (value - (wanted[channel] as number)) ** 2, 0),
  )
  return distances.indexOf(Math.min(...distances))
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}
