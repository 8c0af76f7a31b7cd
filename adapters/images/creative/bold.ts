import { COLORS } from '../art.ts'
import { qrTile } from './qr.ts'
import { type Box, photoSvg } from './scene.ts'
import type { Compose, Given } from './styles.ts'
import { placeText, setLine, setText, sizes, type Type } from './type.ts'

const shopType: Type = { weight: 700, leading: 1.4, tracking: -0.01, color: COLORS.paper }
const titleType: Type = { weight: 900, leading: 1.1, tracking: -0.045, color: '#FFFFFF' }
const labelType: Type = { weight: 900, leading: 1.3, tracking: 0.02, color: '#FFB088' }
const prizeType: Type = { weight: 700, leading: 1.3, tracking: -0.02, color: '#FFFFFF' }
const softType: Type = { weight: 500, leading: 1.4, tracking: -0.01, color: '#E8DED2' }
const callType: Type = { ...softType, weight: 700, anchor: 'middle' }
/** Words stay whole down to this share of a text's largest size. */
const WHOLE = 0.5

/** A poster: one colour, one great shape, letters as large as they go, the facts on a band of ink. */
export const bold: Compose = (words, canvas, given) => (canvas.isWide ? wide : tall)(words, canvas, given)

const tall: Compose = (words, canvas, given) => {
  const { width: W, height: H, unit: u } = canvas
  const [M, gap] = [7 * u, 2 * u]
  const code = given.qrUrl ? 22 * u : 0
  const column = W - 2 * M - (code ? code + 4 * u : 0)
  const label = setLine(words.prize ? '경품' : '', labelType, column, 2.7 * u, 2.2 * u)
  const prizeRoom = { width: column, height: 14 * u, lines: 4, ...sizes(4.6 * u, 2.3 * u, WHOLE) }
  const prize = setText(words.prize, prizeType, prizeRoom)
  const period = setLine(words.period, softType, column, 3 * u, 1.9 * u)
  const facts = label.height + prize.height + period.height + (period.height ? 0.8 * u : 0)
  const band = Math.max(facts, code) > 0 ? Math.max(facts, code) + 2 * 4.6 * u : 0
  const shop = setLine(words.shop, shopType, W - 2 * M, 3.4 * u, 2.4 * u)
  const top = M + shop.height + 3 * gap
  const room = { width: W - 2 * M, height: H - band - top - M * 0.8, lines: 5, ...sizes(15.5 * u, 4 * u, WHOLE) }
  const title = setText(words.title, titleType, room)
  const factsTop = H - band + (band - facts) / 2
  const qr = code
    ? qrTile(given.qrUrl ?? '', { x: W - M - code, y: H - band + (band - code) / 2, size: code }, 'end')
    : undefined
  const area = { x: 0, y: 0, width: W, height: Math.round(H - band) }
  return {
    art: [
      ground(given, area, { x: W * 0.86, y: H * 0.14, r: 0.46 * W }),
      band ? bar({ x: 0, y: H - band, width: W, height: band }) : '',
      mark(M, M + shop.height + gap, u),
    ].join(''),
    lines: [
      ...placeText(shop, M, M, W - 2 * M),
      ...placeText(title, M, H - band - M * 0.8 - title.height, W - 2 * M),
      ...placeText(label, M, factsTop, column),
      ...placeText(prize, M, factsTop + label.height, column),
      ...placeText(period, M, factsTop + label.height + prize.height + 0.8 * u, column),
    ],
    qr,
    ...(given.photo ? { photoBox: area } : {}),
  }
}

const wide: Compose = (words, canvas, given) => {
  const { width: W, height: H, unit: u } = canvas
  const M = 6 * u
  const side = given.qrUrl ? Math.round(Math.min(38 * u, W * 0.29)) : 0
  const column = W - side - 2 * M
  const shop = setLine(words.shop, shopType, column, 3.6 * u, 2.5 * u)
  const prizeRoom = { width: column, height: 0.24 * H, lines: 3, ...sizes(4.4 * u, 2.4 * u, WHOLE) }
  const prize = setText(words.prize, prizeType, prizeRoom)
  const period = setLine(words.period, softType, column, 3.2 * u, 2.2 * u)
  const foot = prize.height + period.height + 0.8 * u
  const top = M + shop.height + 3.2 * u
  const room = { width: column, height: H - top - M - foot - 2.6 * u, lines: 4, ...sizes(14.5 * u, 4 * u, WHOLE) }
  const title = setText(words.title, titleType, room)
  const code = side - 7 * u
  const tile = { x: W - side + 3.5 * u, y: (H - code) / 2 - 2.4 * u, size: code }
  const qr = side ? qrTile(given.qrUrl ?? '', tile, 'middle') : undefined
  const call = setLine(words.call, callType, side - 3 * u, 3 * u, 1.6 * u)
  const area = { x: 0, y: 0, width: W - side, height: H }
  return {
    art: [
      ground(given, area, { x: (W - side) * 0.93, y: H * 0.12, r: 0.62 * H }),
      side ? bar({ x: W - side, y: 0, width: side, height: H }) : '',
      mark(M, M + shop.height + 1.2 * u, u),
    ].join(''),
    lines: [
      ...placeText(shop, M, M, column),
      ...placeText(title, M, top + Math.max(0, room.height - title.height) * 0.4, column),
      ...placeText({ ...prize, type: { ...prizeType, color: COLORS.paper } }, M, H - M - foot, column),
      ...placeText({ ...period, type: { ...softType, color: '#FFE4D6' } }, M, H - M - period.height, column),
      ...(qr ? placeText(call, W - side + 1.5 * u, qr.y + qr.size + 1.2 * u, side - 3 * u) : []),
    ],
    qr,
    ...(given.photo ? { photoBox: area } : {}),
  }
}

const r = Math.round

/** The great sun of the poster; on a photograph a veil of colour, dark enough for white letters. */
function ground({ photo }: Given, box: Box, sun: { x: number; y: number; r: number }): string {
  const { x, y, width, height } = box
  const area = `x="${r(x)}" y="${r(y)}" width="${r(width)}" height="${r(height)}"`
  if (photo) {
    const veil = `<defs><linearGradient id="veil" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#7A2308" stop-opacity="0.62"/><stop offset="1" stop-color="#5E1803" stop-opacity="0.9"/></linearGradient></defs>`
    return `${photoSvg(photo, box)}${veil}<rect ${area} fill="url(#veil)"/>`
  }
  const circles = [1, 0.76, 0.52].map(
    (part, index) => `<circle cx="${r(sun.x)}" cy="${r(sun.y)}" r="${r(sun.r * part)}" fill="${SUN[index]}"/>`,
  )
  return `<rect ${area} fill="${COLORS.persimmon}"/><svg ${area} viewBox="${r(x)} ${r(y)} ${r(width)} ${r(height)}">${circles.join('')}</svg>`
}
/** White letters keep a contrast of 4.5 on the first; on the others they are large. */
const SUN = ['#BE3E17', '#B43812', '#A9320E']
const bar = ({ x, y, width, height }: Box) =>
  `<rect x="${r(x)}" y="${r(y)}" width="${r(width)}" height="${r(height)}" fill="${COLORS.ink}"/>`
const mark = (x: number, y: number, u: number) =>
  `<rect x="${r(x)}" y="${r(y)}" width="${r(8 * u)}" height="${Math.max(3, r(0.8 * u))}" fill="#FFFFFF"/>`
