import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PIECES, Piece, Style } from '../../../domain/creative.ts'
import { drawable } from '../fit.ts'
import { longest } from '../samples.ts'
import { composed, creativeSvg, type DrawRequest, drawCreative } from './render.ts'

const pictures = Piece.options.filter((piece) => PIECES[piece].kind === 'picture')
const qrUrl = 'https://madang.example/p/0b7c1a44-2f61-4a6e-9d1c-8f3f6a7f2f10?from=uridongne-tv'
const photo = { href: 'data:image/png;base64,iVBORw0KGgo=', width: 1536, height: 1024 }
const request = (piece: Piece, style: Style, facts: DrawRequest['facts'], more: Partial<DrawRequest> = {}) => {
  const { width, height } = PIECES[piece]
  return { facts, style, width, height, qrUrl, ...more }
}

/** What is wrong with where things are: letters outside the picture, lines that overlap, a code under words. */
function troubles(wanted: DrawRequest): string[] {
  const { lines, qr } = composed(wanted)
  const outside = lines.filter(({ box }) => {
    const { x, y, width, height } = box
    return x < 0 || y < 0 || x + width > wanted.width + 1 || y + height > wanted.height + 1
  })
  const tooWide = lines.filter((line) => line.width > line.box.width + 1)
  const boxes = lines.map(({ box, width, text, type }) => {
    const shift = type.anchor === 'middle' ? (box.width - width) / 2 : 0
    return { text, x: box.x + shift, y: box.y, width, height: box.height }
  })
  const all = qr ? [...boxes, { text: 'the code', x: qr.x, y: qr.y, width: qr.size, height: qr.size - 8 }] : boxes
  const overlapping = all.flatMap((a, index) =>
    all.slice(index + 1).flatMap((b) => {
      const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
      const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
      return across > 1 && down > 1 ? [`${a.text} on ${b.text}`] : []
    }),
  )
  return [
    ...outside.map(({ text }) => `${text} is outside`),
    ...tooWide.map(({ text }) => `${text} is too wide`),
    ...overlapping,
  ]
}

describe.each(Style.options)('%s', (style) => {
  test.each(pictures)('%s holds texts of every kind at their longest, with and without a photograph', (piece) => {
    for (const [kind, facts] of Object.entries(longest))
      for (const more of [{}, { photo }])
        expect(troubles(request(piece, style, facts, more)), `${kind} ${JSON.stringify(Object.keys(more))}`).toEqual([])
  })

  test('any texts at any of the sizes stay in their places', () => {
    const words = fc.array(fc.constantFrom('가을', '단골손님', 'a', '크루아상오픈이벤트', '🎁', '50%'), {
      maxLength: 14,
    })
    const text = words.map((parts) => parts.join(' '))
    const property = fc.property(text, text, text, fc.constantFrom(...pictures), (shopName, title, prize, piece) => {
      const facts = { trade: 'cafe', shopName, title, prize, endsAt: '2026-12-01T14:59:00.000Z' }
      expect(troubles(request(piece, style, facts))).toEqual([])
    })
    fc.assert(property, { numRuns: 60 })
  })
})

test('what is written is on it: title, prize, last day, shop, and a code of whole pixels', () => {
  const facts = {
    trade: 'bakery',
    shopName: '소망빵집',
    title: '소금빵 & 식빵',
    prize: '이용권 <3명>',
    endsAt: '2026-12-01T14:59:00.000Z',
  }
  for (const style of Style.options) {
    const svg = creativeSvg(request('instagram-square', style, facts))
    const said = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)]
      .map(([, text = '']) => text.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code))))
      .join(' ')
    for (const text of ['소망빵집', '소금빵 & 식빵', '이용권 <3명>', '12월 1일(화)까지'])
      expect(said).toContain(drawable(text))
    const { qr } = composed(request('instagram-square', style, facts))
    expect([qr?.x, qr?.y, qr?.size].every(Number.isInteger)).toBe(true)
    expect(qr?.size).toBeGreaterThan(150)
  }
})

test('a period whose start is known says both days, else only the last', () => {
  const facts = { trade: 'cafe', shopName: '가', title: '나', prize: '다', endsAt: '2026-12-01T14:59:00.000Z' }
  const both = creativeSvg(request('kakao', 'bold', { ...facts, startsAt: '2026-11-27T03:00:00.000Z' }))
  expect(both).toContain('11월 27일(금) – 12월 1일(화)')
  expect(creativeSvg(request('kakao', 'bold', facts))).not.toContain('11월')
})

test('flat looks are small PNGs, a drawn scene and photographs are full pixels; sizes are exact', () => {
  const facts = longest.usual as DrawRequest['facts']
  const paper = drawCreative(request('kakao', 'paper', facts))
  expect([paper.format, paper.width, paper.height]).toEqual(['png', 800, 400])
  const warm = drawCreative(request('kakao', 'warm', facts))
  expect([warm.format, warm.bytes.length]).toEqual(['rgba', 800 * 400 * 4])
  const zoomed = drawCreative(request('kakao', 'paper', facts, { zoom: 1.07 }))
  expect([zoomed.format, zoomed.width]).toEqual(['rgba', 856])
})

test('the three looks differ in more than colour: no two place the title alike', () => {
  const facts = longest.usual as DrawRequest['facts']
  const places = Style.options.map((style) => {
    const { lines } = composed(request('instagram-square', style, facts))
    const title = lines.toSorted((a, b) => b.size - a.size)[0]
    return `${title?.type.weight} ${Math.round(title?.size ?? 0)} ${Math.round(title?.y ?? 0)}`
  })
  expect(new Set(places).size).toBe(3)
})
