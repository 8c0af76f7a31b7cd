import { crc32, deflateSync } from 'node:zlib'

const MOST_COLOURS = 256
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const BIT_DEPTH = 8
const PALETTE_COLOUR_TYPE = 3

export interface Bitmap {
  width: number
  height: number
  /** Four bytes a pixel: red, green, blue and an alpha that does not count, as pictures are opaque. */
  pixels: Uint8Array
}

/**
 * A picture as PNG with a palette: a third of the bytes of one without, as flat drawings have few colours.
 * Exact up to 256 colours; of more, the rare ones become the nearest of the frequent. Format: PNG, third edition.
 */
export function indexedPng({ width, height, pixels }: Bitmap): Buffer {
  const colours = coloursOf(pixels)
  const palette = paletteOf(colours)
  const indexes = new Map(palette.map((colour, index) => [colour, index]))
  const rows = Buffer.alloc((width + 1) * height)
  // Each row begins with its filter: none, which serves indexes best.
  let last = { colour: -1, index: 0 }
  colours.forEach((colour, at) => {
    if (colour !== last.colour) {
      const index = indexes.get(colour) ?? nearest(palette, colour)
      indexes.set(colour, index)
      last = { colour, index }
    }
    rows[at + Math.floor(at / width) + 1] = last.index
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([BIT_DEPTH, PALETTE_COLOUR_TYPE], 8)
  const parts = [
    ['IHDR', header],
    ['PLTE', Buffer.from(palette.flatMap(channels))],
    ['IDAT', deflateSync(rows, { level: 9 })],
    ['IEND', Buffer.alloc(0)],
  ] as const
  return Buffer.concat([SIGNATURE, ...parts.map(([type, data]) => chunk(type, data))])
}

function coloursOf(pixels: Uint8Array): Uint32Array {
  const view = new DataView(pixels.buffer, pixels.byteOffset, pixels.byteLength)
  const colours = new Uint32Array(pixels.byteLength / 4)
  for (let at = 0; at < colours.length; at += 1) colours[at] = view.getUint32(at * 4) >>> 8
  return colours
}

const channels = (colour: number) => [colour >> 16, (colour >> 8) & 255, colour & 255] as const

/** The most frequent colours. */
function paletteOf(colours: Uint32Array): number[] {
  const counts = new Map<number, number>()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const frequent = [...counts].toSorted(([, a], [, b]) => b - a)
  return frequent.slice(0, MOST_COLOURS).map(([colour]) => colour)
}

function nearest(palette: readonly number[], colour: number): number {
  const [red, green, blue] = channels(colour)
  const distances = palette.map((other) => {
    const [r, g, b] = channels(other)
    return (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2
  })
  return distances.indexOf(Math.min(...distances))
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
