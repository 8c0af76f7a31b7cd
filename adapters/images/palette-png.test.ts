import { inflateSync } from 'node:zlib'
import { Resvg } from '@resvg/resvg-js'
import { expect, test } from 'vitest'
import { renderCard } from './card.ts'
import { palettePng } from './palette-png.ts'
import { longest } from './samples.ts'

/** The pixels of a PNG as an independent decoder sees them. */
function decoded(png: Buffer, width: number, height: number): Buffer {
  const href = `data:image/png;base64,${png.toString('base64')}`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image href="${href}" width="${width}" height="${height}" image-rendering="pixelated"/></svg>`
  return new Resvg(svg).render().pixels
}

const pixelsOf = (colors: readonly number[]) =>
  Buffer.from(colors.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255, 255]))

test('few colours come back exactly', () => {
  const colors = Array.from({ length: 12 * 7 }, (_, index) => (index % 5) * 0x2a1f0b)
  expect(decoded(palettePng(pixelsOf(colors), 12, 7), 12, 7).equals(pixelsOf(colors))).toBe(true)
})

test('of too many colours the rarest become their nearest neighbours', () => {
  const greys = Array.from({ length: 256 }, (_, grey) => grey * 0x010101)
  const colors = [...greys, ...greys, 0x646465, 0x0a0000]
  const kept = [...greys, ...greys, 0x646464, 0x030303]
  expect(decoded(palettePng(pixelsOf(colors), 514, 1), 514, 1).equals(pixelsOf(kept))).toBe(true)
})

test('every row is there, without a filter', () => {
  const png = palettePng(pixelsOf([0, 1, 2, 3, 4, 5]), 2, 3)
  const data = png.indexOf('IDAT', 0, 'latin1') + 4
  const rows = inflateSync(png.subarray(data, png.indexOf('IEND', 0, 'latin1') - 8))
  expect([...rows].filter((_, at) => at % 3 === 0)).toEqual([0, 0, 0])
  expect(rows).toHaveLength(9)
})

test.each(Object.entries(longest))('a picture leaves room on a page of 100 KB: %s', (_, facts) => {
  expect(renderCard(facts, 'square').length).toBeLessThan(72_000)
})
