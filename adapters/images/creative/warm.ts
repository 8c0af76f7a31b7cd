import { COLORS } from '../art.ts'
import { qrTile } from './qr.ts'
import { type Box, photoSvg } from './scene.ts'
import { scenery } from './scenery.ts'
import type { Compose } from './styles.ts'
import { placeText, setLine, setText, sizes, type TextBlock, type Type } from './type.ts'

const shopType: Type = { weight: 700, leading: 1.4, tracking: -0.01, color: COLORS.persimmon }
const titleType: Type = { weight: 700, leading: 1.22, tracking: -0.03, color: COLORS.ink }
const prizeType: Type = { weight: 700, leading: 1.35, tracking: -0.015, color: COLORS.ink }
const softType: Type = { weight: 500, leading: 1.4, tracking: -0.01, color: COLORS.soft }
const callType: Type = { ...softType, anchor: 'middle' }
/** Words stay whole down to this share of a text's largest size. */
const WHOLE = 0.62

/** A warm picture of the shop's goods, and a sheet of paper laid on it that says what there is. */
export const warm: Compose = (words, canvas, given) => (canvas.isWide ? beside : below)(words, canvas, given)

const picture = (box: Box, seen: number, { photo, trade }: Parameters<Compose>[2]) =>
  photo ? photoSvg(photo, box) : scenery(trade, box, seen)

/** Picture above, sheet below. */
const below: Compose = (words, canvas, given) => {
  const { width: W, height: H, unit: u } = canvas
  const [M, P, gap] = [6 * u, 5 * u, 2 * u]
  const inner = W - 2 * M - 2 * P
  const code = given.qrUrl ? 21 * u : 0
  const beside = code ? inner - code - 3 * u : inner
  const shop = setLine(words.shop, shopType, inner, 3.4 * u, 2.4 * u)
  const prizeRoom = { width: beside, height: 15 * u, lines: 4, ...sizes(4 * u, 2.3 * u, WHOLE) }
  const prize = setText(words.prize, prizeType, prizeRoom)
  const period = setLine(words.period, softType, beside, 3 * u, 1.9 * u)
  const row = Math.max(code, prize.height + period.height + (prize.height && period.height ? gap / 2 : 0))
  const rest = shop.height + row + (row ? 1.6 * gap : 0) + 2 * P
  const most = H * 0.66 - M - rest
  const title = setText(words.title, titleType, { width: inner, height: most, lines: 4, ...sizes(9 * u, 3 * u, WHOLE) })
  const height = rest + title.height + gap / 2
  const sheet = { x: M, y: H - M - height, width: W - 2 * M, height }
  const qr = code
    ? qrTile(given.qrUrl ?? '', { x: M + P + inner - code, y: H - M - P - code, size: code }, 'end')
    : undefined
  const rowTop = H - M - P - row
  const stack = prize.height + period.height
  const facts = rowTop + Math.max(0, row - stack - (prize.height && period.height ? gap / 2 : 0)) / 2
  const area = { x: 0, y: 0, width: W, height: Math.round(sheet.y + 14 * u) }
  return {
    art: [picture(area, sheet.y - 1.5 * u, given), paper(sheet, 3 * u), qr ? frame(qr, u) : ''].join(''),
    lines: [
      ...placeText(shop, M + P, sheet.y + P, inner),
      ...placeText(title, M + P, sheet.y + P + shop.height + gap / 2, inner),
      ...placeText(prize, M + P, facts, beside),
      ...placeText(period, M + P, facts + prize.height + (prize.height ? gap / 2 : 0), beside),
    ],
    qr,
    ...(given.photo ? { photoBox: area } : {}),
  }
}

/** Words at the left on paper, picture at the right with the code on it. */
const beside: Compose = (words, canvas, given) => {
  const { width: W, height: H, unit: u } = canvas
  const M = 6.4 * u
  const column = W * 0.57 - M
  const shop = setLine(words.shop, shopType, column, 3.6 * u, 2.6 * u)
  const prizeRoom = { width: column, height: 0.26 * H, lines: 4, ...sizes(4.2 * u, 2.4 * u, WHOLE) }
  const prize = setText(words.prize, prizeType, prizeRoom)
  const period = setLine(words.period, softType, column, 3.2 * u, 2.2 * u)
  const foot = prize.height + period.height + 1.2 * u
  const top = M + shop.height + 1.4 * u
  const room = { width: column, height: H - top - M - foot - 3 * u, lines: 4, ...sizes(9.4 * u, 3.2 * u, WHOLE) }
  const title = setText(words.title, titleType, room)
  const side = { x: Math.round(W * 0.61), y: 0, width: Math.ceil(W * 0.39), height: H }
  const code = Math.min(26 * u, side.width - 5 * u)
  const qr = given.qrUrl
    ? qrTile(given.qrUrl, { x: side.x + (side.width - code) / 2, y: H - M - code - 4.4 * u, size: code }, 'end')
    : undefined
  const footTop = H - M - foot
  return {
    art: [
      picture(side, qr ? qr.y - 2 * u : H * 0.8, given),
      footTop > 0 && foot > 1.2 * u ? rule(M, footTop - 1.6 * u, 9 * u, u) : '',
      qr ? plate(qr, u) : '',
    ].join(''),
    lines: [
      ...placeText(shop, M, M, column),
      ...placeText(title, M, top, column),
      ...placeText(prize, M, footTop, column),
      ...placeText(period, M, footTop + prize.height + 1.2 * u, column),
      ...(qr ? callLine(words.call, qr, u) : []),
    ],
    qr,
    ...(given.photo ? { photoBox: side } : {}),
  }
}

const r = Math.round
const paper = ({ x, y, width, height }: Box, radius: number) =>
  `<rect x="${r(x)}" y="${r(y + radius * 0.35)}" width="${r(width)}" height="${r(height)}" rx="${r(radius)}" fill="#7A4A2A" opacity="0.16"/><rect x="${r(x)}" y="${r(y)}" width="${r(width)}" height="${r(height)}" rx="${r(radius)}" fill="${COLORS.sheet}"/>`
const rule = (x: number, y: number, width: number, u: number) =>
  `<rect x="${r(x)}" y="${r(y)}" width="${r(width)}" height="${Math.max(2, r(0.35 * u))}" rx="2" fill="${COLORS.persimmon}"/>`
const frame = ({ x, y, size }: { x: number; y: number; size: number }, u: number) =>
  `<rect x="${x - 1}" y="${y - 1}" width="${size + 2}" height="${size + 2}" rx="${r(u)}" fill="none" stroke="${COLORS.line}" stroke-width="2"/>`
/** The code's tile goes on below it, to hold what it is for. */
const plate = ({ x, y, size }: { x: number; y: number; size: number }, u: number) =>
  `<rect x="${x}" y="${y}" width="${size}" height="${r(size + 4.4 * u)}" rx="${r(1.6 * u)}" fill="${COLORS.sheet}"/>`
const callLine = (text: string, { x, y, size }: { x: number; y: number; size: number }, u: number) => {
  const block: TextBlock = setText(text, callType, {
    width: size - u,
    height: 5 * u,
    lines: 1,
    ...sizes(2.7 * u, 1.4 * u, WHOLE),
  })
  return placeText(block, x, y + size - 0.6 * u, size)
}
