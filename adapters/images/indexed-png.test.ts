import { crc32, inflateSync } from 'node:zlib'
import { Resvg } from '@resvg/resvg-js'
import { describe, expect, test } from 'vitest'
import { renderCard } from './card.ts'
import { type Bitmap, indexedPng } from './indexed-png.ts'
import { factsWith, longest } from './samples.ts'

/** A picture of one pixel a colour, two rows high. */
function pictureOf(colours: number[]): Bitmap {
  const pixels = Uint8Array.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255, 255]))
  return { width: colours.length / 2, height: 2, pixels }
}

/** Draws a PNG by another's hand, to see what it shows. */
function shown(png: Buffer, { width, height }: { width: number; height: number }): Buffer {
  const image = `<image width="${width}" height="${height}" href="data:image/png;base64,${png.toString('base64')}"/>`
  return new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${image}</svg>`,
  ).render().pixels
}

describe('a PNG with a palette', () => {
  test('shows exactly the same with up to 256 colours', () => {
    const picture = pictureOf(Array.from({ length: 256 }, (_, at) => (at * 65_793) ^ (at << 12)))
    expect(shown(indexedPng(picture), picture)).toEqual(Buffer.from(picture.pixels))
  })

  test('shows the rare ones of more as the nearest of the frequent', () => {
    const frequent = Array.from({ length: 256 }, (_, at) => at << 16)
    const rare = [(40 << 16) | 3, (200 << 16) | 2]
    const shownRare = shown(indexedPng(pictureOf([...frequent, ...frequent, ...rare])), { width: 257, height: 2 })
    expect([shownRare.readUInt32BE(512 * 4), shownRare.readUInt32BE(513 * 4)]).toEqual([0x280000ff, 0xc80000ff])
  })

  test('has sound chunks', () => {
    const png = indexedPng(pictureOf([0x102030, 0x102030, 0xffffff, 0]))
    const types: string[] = []
    for (let at = 8; at < png.length; ) {
      const length = png.readUInt32BE(at)
      const body = png.subarray(at + 4, at + 8 + length)
      expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body))
      types.push(body.toString('latin1', 0, 4))
      if (types.at(-1) === 'IDAT') expect([...inflateSync(body.subarray(4))]).toEqual([0, 0, 0, 0, 1, 2])
      at += 12 + length
    }
    expect(types).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND'])
  })

  test.each([factsWith(), ...Object.values(longest)])(
    'keeps a promotion’s picture far below 100 KB: $title',
    (facts) => {
      expect(renderCard(facts, 'square').length).toBeLessThan(80_000)
    },
  )
})
