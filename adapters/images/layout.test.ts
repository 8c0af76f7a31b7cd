import { Resvg } from '@resvg/resvg-js'
import { describe, expect, test } from 'vitest'
import type { Box } from './block.ts'
import { lineSvg } from './card.ts'
import { drawable } from './fit.ts'
import { fontFiles } from './font.ts'
import { type CardSize, FRAMES, type Role } from './frame.ts'
import { layOut } from './layout.ts'
import { factsWith, longest } from './samples.ts'

/** Edges of letters may touch the pixel beside. */
const PIXEL = 1.5

const liesIn = (inner: Box, outer: Box) =>
  inner.x >= outer.x - PIXEL &&
  inner.y >= outer.y - PIXEL &&
  inner.x + inner.width <= outer.x + outer.width + PIXEL &&
  inner.y + inner.height <= outer.y + outer.height + PIXEL
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width - PIXEL &&
  b.x < a.x + a.width - PIXEL &&
  a.y < b.y + b.height - PIXEL &&
  b.y < a.y + a.height - PIXEL

/** Where the renderer itself puts the ink of a line. */
function inkOf(svg: string, width: number, height: number): Box {
  const font = { loadSystemFonts: false, fontFiles: Object.values(fontFiles) }
  const drawn = new Resvg(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${svg}</svg>`, {
    font,
  })
  const { x, y, width: w, height: h } = drawn.getBBox() ?? { x: 0, y: 0, width: 0, height: 0 }
  return { x, y, width: w, height: h }
}

const cases = Object.keys(longest).flatMap((name) => (['square', 'wide'] as const).map((size) => [name, size] as const))

describe.each(cases)('%s, %s', (name, size: CardSize) => {
  const facts = longest[name] ?? factsWith()
  const layout = layOut(facts, size)
  const { width, height, lines, panel, divider, art, mark } = layout
  const linesOf = (role: Role) => lines.filter((line) => line.role === role)

  test('every line is drawn inside its box', () => {
    for (const line of lines) {
      const ink = inkOf(lineSvg(line), width, height)
      expect(ink.width, line.text).toBeGreaterThan(0)
      expect(liesIn(ink, line.box), `${line.text}: ${JSON.stringify([ink, line.box])}`).toBe(true)
    }
  })

  test('boxes lie within the margins and do not overlap', () => {
    const { margin } = FRAMES[size]
    const page = { x: margin, y: margin, width: width - 2 * margin, height: height - 2 * margin }
    const boxes = [...lines.map(({ box }) => box), mark]
    for (const [index, box] of boxes.entries()) {
      expect(liesIn(box, page)).toBe(true)
      for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false)
      expect(overlap(box, art)).toBe(false)
    }
    expect(art.height).toBeGreaterThan(100)
  })

  test('the panel holds prize and period and nothing else', () => {
    const inPanel = new Set<Role>(['label', 'prize', 'period'])
    for (const { role, box } of lines) {
      if (inPanel.has(role)) expect(liesIn(box, panel as Box)).toBe(true)
      else expect(overlap(box, panel as Box)).toBe(false)
      if (divider) expect(overlap({ ...divider, y: divider.y - 2, height: 4 }, box)).toBe(false)
    }
  })

  test('at most three lines of title, two of shop name, four of prize, one of period', () => {
    expect(linesOf('title').length).toBeLessThanOrEqual(3)
    expect(linesOf('shop').length).toBeLessThanOrEqual(2)
    expect(linesOf('prize').length).toBeLessThanOrEqual(4)
    expect(linesOf('period')).toHaveLength(1)
  })
})

describe.each(['square', 'wide'] as const)('%s', (size) => {
  const said = (facts: Parameters<typeof layOut>[0], role: Role) =>
    layOut(facts, size)
      .lines.filter((line) => line.role === role)
      .map(({ text }) => text)

  test.each(['korean', 'english', 'usual'])('%s is shown whole, broken between words only', (name) => {
    const facts = longest[name] ?? factsWith()
    expect(said(facts, 'title').join(' ')).toBe(drawable(facts.title))
    expect(said(facts, 'prize').join(' ')).toBe(drawable(facts.prize))
    expect(said(facts, 'shop').join(' ')).toBe(drawable(facts.shopName))
  })

  test('a title that no font can draw gives way to the shop, and then to the plain word', () => {
    expect(said(factsWith({ title: '🎃👻' }), 'title')).toEqual(['달빛카페'])
    expect(said(factsWith({ title: '', shopName: '🌙' }), 'title')).toEqual(['이벤트'])
    expect(said(factsWith({ shopName: '🌙' }), 'shop')).toEqual([])
  })

  test('rows without a fact are left out, and the panel with its last', () => {
    const { startsAt: _, ...open } = factsWith()
    expect(said(open, 'label')).toEqual(['경품'])
    expect(said(factsWith({ prize: '🎁' }), 'label')).toEqual(['기간'])
    expect(layOut({ ...open, prize: '' }, size).panel).toBeUndefined()
  })
})
