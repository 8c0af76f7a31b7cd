import { COLORS } from '../art.ts'
import { qrTile } from './qr.ts'
import { type Canvas, photoSvg, type Scene } from './scene.ts'
import type { Compose, Given } from './styles.ts'
import { placeText, type SetLine, setLine, setText, sizes, type TextBlock, type Type } from './type.ts'
import type { CreativeWords } from './words.ts'

const titleType: Type = { weight: 300, leading: 1.34, tracking: -0.035, color: COLORS.ink, anchor: 'middle' }
const shopType: Type = { weight: 500, leading: 1.4, tracking: 0.06, color: COLORS.soft, anchor: 'middle' }
const prizeType: Type = { weight: 500, leading: 1.45, tracking: -0.01, color: COLORS.ink, anchor: 'middle' }
const softType: Type = { weight: 500, leading: 1.45, tracking: 0, color: COLORS.soft, anchor: 'middle' }
const sealType: Type = { weight: 700, leading: 1, tracking: 0, color: COLORS.paper, anchor: 'middle' }
/** Words stay whole down to this share of a text's largest size. */
const WHOLE = 0.6

/** A quiet sheet: thin lines, light letters in the middle, a seal in colour, and much room. */
export const paper: Compose = (words, canvas, given) => (canvas.isWide ? wide : tall)(words, canvas, given)

const tall: Compose = (words, canvas, given) => {
  const { width: W, height: H, unit: u } = canvas
  const { photo, qrUrl = '' } = given
  const [M, inner, code] = [10 * u, W - 20 * u, qrUrl ? 18 * u : 0]
  // A square has little height to share between a photograph and the words.
  const isTight = photo !== undefined && H < 1.1 * W
  const area = { x: r(M), y: r(M), width: r(inner), height: r(photo ? (isTight ? 0.18 : 0.3) * H : 0) }
  const seal = { x: W / 2 - 4.2 * u, y: M, size: 8.4 * u }
  const shop = setLine(words.shop, shopType, inner, 3 * u, 2.1 * u)
  const least = { width: inner, height: (isTight ? 8 : 13) * u, lines: 3 }
  const prize = setText(words.prize, prizeType, { ...least, ...sizes(3.7 * u, 2.2 * u, WHOLE) })
  const period = setLine(words.period, softType, inner, 3 * u, 1.9 * u)
  const call = setLine(qrUrl ? words.call : '', softType, inner, 2.2 * u, 1.9 * u)
  const head = M + (photo ? area.height + 3 * u : seal.size + 2.6 * u) + shop.height
  const foot = M * 0.9 + code + call.height
  const facts = prize.height + period.height
  const room = { width: inner, height: H - head - foot - facts - 11 * u, lines: 4, ...sizes(9.6 * u, 3 * u, WHOLE) }
  const title = setText(words.title, titleType, room)
  const middle = title.height + (facts ? 5 * u + facts : 0)
  const top = head + Math.max(2 * u, (H - head - foot - middle) / 2)
  const below = top + title.height
  const tile = { x: (W - code) / 2, y: H - foot, size: code }
  return {
    art: [
      frames(W, H, u),
      photo ? photoSvg(photo, area) : sealSvg(seal),
      facts ? hair(W / 2 - 3 * u, below + 2.4 * u, 6 * u) : '',
    ].join(''),
    lines: [
      ...(photo ? [] : sealLine(words.shop, seal)),
      ...placeText(shop, M, head - shop.height, inner),
      ...placeText(title, M, top, inner),
      ...placeText(prize, M, below + 5 * u, inner),
      ...placeText(period, M, below + 5 * u + prize.height, inner),
      ...placeText(call, M, H - foot + code + 0.4 * u, inner),
    ],
    qr: qrUrl ? qrTile(qrUrl, tile, 'middle') : undefined,
    ...(photo ? { photoBox: area } : {}),
  }
}

const wide: Compose = (words, canvas, given) => {
  const { width: W, height: H, unit: u } = canvas
  const M = 7.6 * u
  const side = given.qrUrl || given.photo ? W * 0.27 : 0
  const inner = W - side - 2 * M - (side ? 3 * u : 0)
  const shop = setLine(words.shop, shopType, inner, 3.2 * u, 2.3 * u)
  const prizeRoom = { width: inner, height: 0.2 * H, lines: 3, ...sizes(3.8 * u, 2.4 * u, WHOLE) }
  const prize = setText(words.prize, prizeType, prizeRoom)
  const period = setLine(words.period, softType, inner, 3.1 * u, 2.2 * u)
  const facts = prize.height + period.height
  const room = {
    width: inner,
    height: H - 2 * M - shop.height - facts - 6.5 * u,
    lines: 4,
    ...sizes(9.4 * u, 3.2 * u, WHOLE),
  }
  const title = setText(words.title, titleType, room)
  const middle = shop.height + 1.4 * u + title.height + (facts ? 4.4 * u + facts : 0)
  const top = (H - middle) / 2
  const titleTop = top + shop.height + 1.4 * u
  const factsTop = titleTop + title.height + 4.4 * u
  const left = W - M * 0.9 - side
  const aside = side ? asideOf(words, canvas, given, { left, side }) : { art: '', lines: [], qr: undefined }
  const frame = frames(given.photo ? left - 1.5 * u : W, H, u)
  const under = facts ? hair(M + inner / 2 - 3 * u, factsTop - 2.3 * u, 6 * u) : ''
  return {
    ...aside,
    art: `${frame}${aside.art}${under}`,
    lines: [
      ...placeText(shop, M, top, inner),
      ...placeText(title, M, titleTop, inner),
      ...placeText(prize, M, factsTop, inner),
      ...placeText(period, M, factsTop + prize.height, inner),
      ...aside.lines,
    ],
  }
}

/** The narrow column at the right: the code below a seal, or on a photograph. */
function asideOf(
  words: CreativeWords,
  { width: W, height: H, unit: u }: Canvas,
  { photo, qrUrl = '' }: Given,
  { left, side }: { left: number; side: number },
): Scene {
  const size = photo ? 0 : 7.4 * u
  const above = photo ? 0 : size + 3 * u
  const most = Math.min(side - u, H - 15.2 * u - 15.4 * u)
  const tile = qrUrl ? qrTile(qrUrl, { x: 0, y: 0, size: most }, 'start') : undefined
  const call = setLine(tile ? words.call : '', softType, side, 2.6 * u, 1.9 * u)
  const top = (H - above - (tile ? tile.size + call.height + 0.6 * u : 0)) / 2
  const room = { x: left + (side - (tile?.size ?? 0)) / 2, y: top + above, size: tile?.size ?? 0 }
  const qr = tile && qrTile(qrUrl, room, 'start')
  const seal = { x: left + side / 2 - size / 2, y: top, size }
  const photoBox = { x: r(left - 1.5 * u), y: 0, width: Math.ceil(W - left + 1.5 * u), height: H }
  const plate = qr
    ? `<rect x="${qr.x}" y="${qr.y}" width="${qr.size}" height="${r(qr.size + call.height + u)}" rx="${r(u)}" fill="#FFFFFF"/>`
    : ''
  const line = upright(left - 1.5 * u, 7.6 * u, H - 15.2 * u)
  return {
    art: photo ? `${photoSvg(photo, photoBox)}${plate}` : `${line}${sealSvg(seal)}`,
    lines: [
      ...(photo ? [] : sealLine(words.shop, seal)),
      ...(qr ? placeText(call, left, qr.y + qr.size + 0.4 * u, side) : []),
    ],
    qr,
    ...(photo ? { photoBox } : {}),
  }
}

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

interface Seal {
  x: number
  y: number
  size: number
}

const sealSvg = ({ x, y, size }: Seal) =>
  `<rect x="${r(x)}" y="${r(y)}" width="${r(size)}" height="${r(size)}" rx="${r(size * 0.16)}" fill="${COLORS.persimmon}"/>`

/** The first letter of the shop's name, as on a seal. */
function sealLine(shop: string, { x, y, size }: Seal): SetLine[] {
  const letter = [...shop.replace(/[^\p{L}\p{N}]/gu, '')][0] ?? '마'
  const block: TextBlock = { lines: [letter], size: size * 0.6, height: size * 0.6, type: sealType }
  return placeText(block, x, y + size * 0.2, size)
}
