import { goods } from './goods.ts'
import type { Box } from './scene.ts'

const r = Math.round

/**
 * Warm afternoon light through a window on a table with the shop's goods, drawn to fill a box.
 *
 * @param seen how much of the box's height, from above, nothing is laid on
 */
export function scenery(trade: string, box: Box, seen: number): string {
  const { x, y, width: W, height: H } = box
  const size = Math.min(W * 0.7, seen * 0.8)
  const foot = seen - size * 0.07
  const table = foot - size * 0.14
  const [left, top] = [(W - size) / 2, foot - size * 0.93]
  const blur = Math.max(4, Math.min(W, H) * 0.018)
  return [
    `<svg x="${r(x)}" y="${r(y)}" width="${r(W)}" height="${r(H)}">`,
    defs(blur),
    `<rect width="${r(W)}" height="${r(H)}" fill="url(#wall)"/>`,
    light(W, table),
    glows(W, table, blur),
    `<rect y="${r(table)}" width="${r(W)}" height="${r(H - table)}" fill="url(#wood)"/>`,
    `<rect y="${r(table)}" width="${r(W)}" height="${Math.max(2, r(H * 0.008))}" fill="#F6D9B4" opacity="0.8"/>`,
    grain(W, H, table),
    `<ellipse cx="${r(W / 2 + size * 0.08)}" cy="${r(top + size * 0.93)}" rx="${r(size * 0.46)}" ry="${r(size * 0.07)}" fill="#5B2E12" opacity="0.42" filter="url(#soft)"/>`,
    `<svg x="${r(left)}" y="${r(top)}" width="${r(size)}" height="${r(size)}" viewBox="0 0 200 200">${goods(trade)}</svg>`,
    `<rect width="${r(W)}" height="${r(H)}" fill="url(#dusk)"/>`,
    '</svg>',
  ].join('')
}

const stop = (offset: number, color: string, opacity = 1) =>
  `<stop offset="${offset}" stop-color="${color}" stop-opacity="${opacity}"/>`
const gradient = (id: string, stops: string, way = 'x1="0" y1="0" x2="0" y2="1"') =>
  `<linearGradient id="${id}" ${way}>${stops}</linearGradient>`

const defs = (blur: number) =>
  [
    '<defs>',
    gradient('wall', stop(0, '#F6DDBE') + stop(0.55, '#F3CDA3') + stop(1, '#E7B183'), 'x1="0" y1="0" x2="1" y2="1"'),
    gradient('wood', stop(0, '#B9784A') + stop(1, '#8A5230')),
    gradient(
      'dusk',
      stop(0, '#FFF3DD', 0.25) + stop(0.6, '#FFF3DD', 0) + stop(1, '#6B2E10', 0.18),
      'x1="0" y1="0" x2="1" y2="1"',
    ),
    gradient('beam', stop(0, '#FFF6E3', 0.85) + stop(1, '#FFF6E3', 0.1), 'x1="0" y1="0" x2="1" y2="1"'),
    `<filter id="soft" x="-30%" y="-60%" width="160%" height="220%"><feGaussianBlur stdDeviation="${r(blur)}"/></filter>`,
    '</defs>',
  ].join('')

/** The window's light on the wall: two panes, slanted. */
function light(W: number, table: number): string {
  const pane = (at: number, wide: number) =>
    `<path d="M${r(W * at)} 0H${r(W * (at + wide))}L${r(W * (at + wide) - table * 0.42)} ${r(table)}H${r(W * at - table * 0.42)}Z" fill="url(#beam)" opacity="0.55"/>`
  return `<g filter="url(#soft)">${pane(0.3, 0.2)}${pane(0.55, 0.24)}</g>`
}

/** Lights far behind, out of focus. */
function glows(W: number, table: number, blur: number): string {
  const spots = [
    [0.1, 0.3, 1.6],
    [0.2, 0.62, 1],
    [0.86, 0.26, 2],
    [0.93, 0.6, 1.2],
    [0.78, 0.72, 0.8],
  ] as const
  const dots = spots.map(
    ([x, y, size], index) =>
      `<circle cx="${r(W * x)}" cy="${r(table * y)}" r="${r(blur * 2.6 * size)}" fill="${index % 2 ? '#FFD9A0' : '#FFFFFF'}" opacity="0.4"/>`,
  )
  return `<g filter="url(#soft)">${dots.join('')}</g>`
}

function grain(W: number, H: number, table: number): string {
  const lines = [0.18, 0.42, 0.7, 0.9].map((part, index) => {
    const y = r(table + (H - table) * part)
    return `<path d="M0 ${y}C${r(W * 0.3)} ${y - 6 + index * 3} ${r(W * 0.6)} ${y + 8 - index * 3} ${r(W)} ${y - 2}" stroke="#6F3F20" stroke-width="2" fill="none" opacity="0.22"/>`
  })
  return lines.join('')
}
