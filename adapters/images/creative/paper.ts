import { COLORS } from '../art.ts'
import { qrTile } from './qr.ts'
import { photoSvg } from './scene.ts'
import type { Compose } from './styles.ts'
import { placeText, type SetLine, setText, type TextBlock, type Type } from './type.ts'

const titleType: Type = { weight: 300, leading: 1.34, tracking: -0.035, color: COLORS.ink, anchor: 'middle' }
const shopType: Type = { weight: 500, leading: 1.4, tracking: 0.06, color: COLORS.soft, anchor: 'middle' }
const prizeType: Type = { weight: 500, leading: 1.45, tracking: -0.01, color: COLORS.ink, anchor: 'middle' }
const softType: Type = { weight: 500, leading: 1.45, tracking: 0, color: COLORS.soft, anchor: 'middle' }
const sealType: Type = { weight: 700, leading: 1, tracking: 0, color: COLORS.paper, anchor: 'middle' }
const ANY = Number.POSITIVE_INFINITY

/** A quiet sheet: thin lines, light letters in the middle, a seal in colour, and much room. */
export const paper: Compose = (words, canvas, given) => (canvas.isWide ? wide : tall)(words, canvas, given)

const tall: Compose = (words, canvas, given) => {
  const { width: W, height: H, unit: u } = canvas
  const [M, inner] = [10 * u, W - 20 * u]
  const code = given.qrUrl ? 18 * u : 0
  const photo = given.photo
  // A square has little height to share between a photograph and the words.
  const isSquare = H < 1.1 * W
  const pictureHeight = photo ? (isSquare ? 0.18 : 0.3) * H : 0
  const prizeHeight = photo && isSquare ? 8 * u : 13 * u
  const seal = photo ? 0 : 8.4 * u
  const shop = setText(words.shop, shopType, { width: inner, height: ANY, lines: 1, ...sizes(3 * u, 2.1 * u) })
  const prize = setText(words.prize, prizeType, {
    width: inner,
    height: prizeHeight,
    lines: 3,
    ...sizes(3.7 * u, 2.2 * u),
  })
  const period = setText(words.period, softType, { width: inner, height: ANY, lines: 1, ...sizes(3 * u, 1.9 * u) })
  const call = setText(code ? words.call : '', softType, {
    width: inner,
    height: ANY,
    lines: 1,
    ...sizes(2.2 * u, 1.9 * u),
  })
  const head = M + (photo ? pictureHeight + 3 * u : seal + 2.6 * u) + shop.height
  const foot = M * 0.9 + code + call.height
  const facts = prize.height + period.height
  const room = { width: inner, height: H - head - foot - facts - 11 * u, lines: 4, ...sizes(9.6 * u, 3 * u) }
  const title = setText(words.title, titleType, room)
  const middle = title.height + (facts ? 5 * u + facts : 0)
  const top = head + Math.max(2 * u, (H - head - foot - middle) / 2)
  const qr = code ? qrTile(given.qrUrl ?? '', { x: (W - code) / 2, y: H - foot, size: code }, 'start') : undefined
  const area = { x: r(M), y: r(M), width: r(inner), height: r(pictureHeight) }
  return {
    art: [
      frames(W, H, u),
      photo ? photoSvg(photo, area) : sealSvg(W / 2 - seal / 2, M, seal),
      facts ? hair(W / 2 - 3 * u, top + title.height + 2.4 * u, 6 * u) : '',
    ].join(''),
    lines: [
      ...(photo ? [] : sealLine(words.shop, W / 2 - seal / 2, M, seal)),
      ...placeText(shop, M, head - shop.height, inner),
      ...placeText(title, M, top, inner),
      ...placeText(prize, M, top + title.height + 5 * u, inner),
      ...placeText(period, M, top + title.height + 5 * u + prize.height, inner),
      ...placeText(call, M, H - foot + code + 0.4 * u, inner),
    ],
    qr: qr && qrTile(given.qrUrl ?? '', { x: (W - qr.size) / 2, y: H - foot + code - qr.size, size: qr.size }, 'start'),
    ...(photo ? { photoBox: area } : {}),
  }
}

const wide: Compose = (words, canvas, given) => {
  const { width: W, height: H, unit: u } = canvas
  const M = 7.6 * u
  const side = given.qrUrl || given.photo ? W * 0.27 : 0
  const inner = W - side - 2 * M - (side ? 3 * u : 0)
  const seal = 7.4 * u
  const shop = setText(words.shop, shopType, { width: inner, height: ANY, lines: 1, ...sizes(3.2 * u, 2.3 * u) })
  const prize = setText(words.prize, prizeType, { width: inner, height: 0.2 * H, lines: 3, ...sizes(3.8 * u, 2.4 * u) })
  const period = setText(words.period, softType, { width: inner, height: ANY, lines: 1, ...sizes(3.1 * u, 2.2 * u) })
  const facts = prize.height + period.height
  const room = { width: inner, height: H - 2 * M - shop.height - facts - 6.5 * u, lines: 4, ...sizes(9.4 * u, 3.2 * u) }
  const title = setText(words.title, titleType, room)
  const middle = shop.height + 1.4 * u + title.height + (facts ? 4.4 * u + facts : 0)
  const top = (H - middle) / 2
  const titleTop = top + shop.height + 1.4 * u
  const factsTop = titleTop + title.height + 4.4 * u
  const left = W - M * 0.9 - side
  const code = Math.min(side - 1 * u, H - 2 * M - seal - 8 * u)
  const tile = given.qrUrl ? qrTile(given.qrUrl, { x: 0, y: 0, size: code }, 'start') : undefined
  const call = setText(tile ? words.call : '', softType, {
    width: side,
    height: ANY,
    lines: 1,
    ...sizes(2.6 * u, 1.9 * u),
  })
  const column = (given.photo ? 0 : seal + 3 * u) + (tile ? tile.size + call.height + 0.6 * u : 0)
  const columnTop = (H - column) / 2
  const codeTop = columnTop + (given.photo ? 0 : seal + 3 * u)
  const qr =
    tile && qrTile(given.qrUrl ?? '', { x: left + (side - tile.size) / 2, y: codeTop, size: tile.size }, 'start')
  const area = { x: r(left - 1.5 * u), y: 0, width: Math.ceil(W - left + 1.5 * u), height: H }
  return {
    art: [
      given.photo ? photoSvg(given.photo, area) : '',
      frames(given.photo ? left - 1.5 * u : W, H, u),
      side && !given.photo ? upright(left - 1.5 * u, M, H - 2 * M) : '',
      side && !given.photo ? sealSvg(left + side / 2 - seal / 2, columnTop, seal) : '',
      given.photo && qr
        ? `<rect x="${qr.x}" y="${qr.y}" width="${qr.size}" height="${r(qr.size + call.height + u)}" rx="${r(u)}" fill="#FFFFFF"/>`
        : '',
      facts ? hair(M + inner / 2 - 3 * u, factsTop - 2.3 * u, 6 * u) : '',
    ].join(''),
    lines: [
      ...placeText(shop, M, top, inner),
      ...placeText(title, M, titleTop, inner),
      ...placeText(prize, M, factsTop, inner),
      ...placeText(period, M, factsTop + prize.height, inner),
      ...(side && !given.photo ? sealLine(words.shop, left + side / 2 - seal / 2, columnTop, seal) : []),
      ...(qr ? placeText(call, left, qr.y + qr.size + 0.4 * u, side) : []),
    ],
    qr,
    ...(given.photo ? { photoBox: area } : {}),
  }
}

const sizes = (largest: number, smallest: number) => ({
  largest,
  comfortable: Math.max(smallest, largest * 0.6),
  smallest,
})
const r = Math.round
const hair = (x: number, y: number, width: number) =>
  `<rect x="${r(x)}" y="${r(y)}" width="${r(width)}" height="2" fill="${COLORS.persimmon}"/>`
const upright = (x: number, y: number, height: number) =>
  `<rect x="${r(x)}" y="${r(y)}" width="2" height="${r(height)}" fill="${COLORS.line}"/>`

/** Two thin frames, as around a printed card. */
const frames = (W: number, H: number, u: number) =>
  [3.2 * u, 4.2 * u]
    .map(
      (inset, index) =>
        `<rect x="${r(inset)}" y="${r(inset)}" width="${r(W - 2 * inset)}" height="${r(H - 2 * inset)}" fill="none" stroke="${index ? COLORS.line : '#CFC4B4'}" stroke-width="${index ? 2 : 3}"/>`,
    )
    .join('')

const sealSvg = (x: number, y: number, size: number) =>
  `<rect x="${r(x)}" y="${r(y)}" width="${r(size)}" height="${r(size)}" rx="${r(size * 0.16)}" fill="${COLORS.persimmon}"/>`

/** The first letter of the shop's name, as on a seal. */
function sealLine(shop: string, x: number, y: number, size: number): SetLine[] {
  const letter = [...shop.replace(/[^\p{L}\p{N}]/gu, '')][0] ?? '마'
  const block: TextBlock = { lines: [letter], size: size * 0.6, height: size * 0.6, type: sealType }
  return placeText(block, x, y + size * 0.2, size)
}
