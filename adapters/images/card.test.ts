import { Resvg } from '@resvg/resvg-js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cardSvg, renderCard, variantOf } from './card.ts'
import { drawable } from './fit.ts'
import type { CardSize } from './frame.ts'
import { factsWith } from './samples.ts'

/** Width and height from the header of PNG bytes. */
const pngSize = (png: Buffer) => {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}
const textIn = (svg: string) =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)]
    .map(([, text = '']) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))))
    .join('')

test('any texts give well-formed SVG that says them', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom('<', '&', '>', '"', "'", ']]>', '<!--', '\u0000', '가', ' '), maxLength: 20 }),
  )
  fc.assert(
    fc.property(
      anything,
      anything,
      anything,
      fc.constantFrom<CardSize>('square', 'wide'),
      (title, prize, shopName, size) => {
        const svg = cardSvg(factsWith({ title, prize, shopName }), size)
        // The renderer's parser is strict: it throws where XML is not well-formed.
        expect(new Resvg(svg, { font: { loadSystemFonts: false } }).width).toBeGreaterThan(0)
        const expected = drawable(title).replaceAll(' ', '')
        expect(textIn(svg).replaceAll(' ', '')).toContain(expected)
      },
    ),
  )
})

test('both sizes are PNGs of those sizes, the same for the same facts', () => {
  const square = renderCard(factsWith(), 'square')
  expect(pngSize(square)).toEqual([1080, 1080])
  expect(pngSize(renderCard(factsWith(), 'wide'))).toEqual([1200, 630])
  expect(renderCard(factsWith(), 'square').equals(square)).toBe(true)
})

test('the bundled font draws the text: another title is another picture', () => {
  expect(
    renderCard(factsWith({ title: '겨울' }), 'wide').equals(renderCard(factsWith({ title: '여름' }), 'wide')),
  ).toBe(false)
})

test('three drawings, each promotion keeps its own', () => {
  const ids = Array.from({ length: 60 }, (_, index) => `p${index}`)
  const variants = ids.map((promotionId) => variantOf({ trade: 'cafe', promotionId }))
  expect(new Set(variants)).toEqual(new Set([0, 1, 2]))
  expect(ids.map((promotionId) => variantOf({ trade: 'cafe', promotionId }))).toEqual(variants)
  const other = ids.map((promotionId) => variantOf({ trade: 'bakery', promotionId }))
  expect(other).not.toEqual(variants)
})
