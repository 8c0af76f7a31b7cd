import type { Box } from './block.ts'

/** The colours of the design brief's light theme. */
export const COLORS = {
  paper: '#FBF8F3',
  sheet: '#FFFFFF',
  line: '#E8E1D6',
  ink: '#1F1B16',
  soft: '#6B6257',
  persimmon: '#C8441B',
} as const

const { line, persimmon, paper } = COLORS

/** A quiet drawing for a box `width` × `height` pixels, around one persimmon shape. */
type Art = (width: number, height: number) => string

const horizon = (width: number, height: number) =>
  `<path d="M0 ${height - 1.5}H${width}" stroke="${line}" stroke-width="3"/>`
const range = (count: number) => Array.from({ length: Math.ceil(count) }, (_, index) => index)
const between = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value))

/** A yard swept in rings around a persimmon on the horizon. */
const yard: Art = (width, height) => {
  const radius = Math.min(width, height) * 0.34
  const x = Math.max(width - radius * 2.4, width / 2)
  const rings = range(Math.hypot(width, height) / 30).map((ring) => radius + 34 + ring * 30)
  return [
    `<g fill="none" stroke="${line}" stroke-width="3">`,
    ...rings.map((each) => `<circle cx="${x}" cy="${height}" r="${each}"/>`),
    '</g>',
    horizon(width, height),
    `<circle cx="${x}" cy="${height}" r="${radius}" fill="${persimmon}"/>`,
  ].join('')
}

/** Rows of roof tiles, one of them in colour. */
const roof: Art = (width, height) => {
  const radius = between(56, height * 0.3, 84)
  const tiles = range(height / radius + 1)
    .reverse()
    .flatMap((row) => range(width / radius / 2 + 2).map((column) => ({ row, column })))
  return [
    ...tiles.map(({ row, column }) => {
      const x = width - radius * (column * 2 - 1 + (row % 2))
      const isMarked = row === 1 && column === (width > 8 * radius ? 2 : 1)
      const colors = isMarked ? `fill="${persimmon}" stroke="${paper}"` : `fill="${paper}" stroke="${line}"`
      return `<g ${colors} stroke-width="3">${tile(x, height - row * radius, radius)}</g>`
    }),
    horizon(width, height),
  ].join('')
}

function tile(x: number, y: number, radius: number): string {
  const [outer, inner, overlap] = [radius * 0.7, radius * 0.4, radius * 0.06]
  return [
    `<circle cx="${x}" cy="${y}" r="${radius}"/>`,
    `<path d="M${x - outer} ${y + overlap}v${-overlap}a${outer} ${outer} 0 0 1 ${2 * outer} 0v${overlap}"/>`,
    `<circle cx="${x}" cy="${y}" r="${inner}"/>`,
  ].join('')
}

/** A paper window's lattice of wide and narrow panes, one in colour. */
const lattice: Art = (width, height) => {
  const wide = between(72, height * 0.3, 108)
  const narrow = wide / 3
  const bars = (length: number) => range((length / (wide + narrow)) * 2 + 2).map((bar) => edge(bar, wide, narrow))
  const verticals = bars(width).map((at) => `M${width - at} 0V${height}`)
  const horizontals = bars(height).map((at) => `M0 ${height - 1.5 - at}H${width}`)
  const [x, y] = [width - edge(4, wide, narrow), height - 1.5 - edge(2, wide, narrow)]
  return [
    `<path d="${[...verticals, ...horizontals].join('')}" fill="none" stroke="${line}" stroke-width="3"/>`,
    `<rect x="${x}" y="${y}" width="${wide}" height="${wide}" fill="${persimmon}"/>`,
  ].join('')
}

/** Where a lattice's bar is, from its corner: wide and narrow panes by turns. */
const edge = (bar: number, wide: number, narrow: number) => Math.ceil(bar / 2) * narrow + Math.floor(bar / 2) * wide

const ARTS: readonly Art[] = [yard, roof, lattice]
export const ART_COUNT = ARTS.length

/** One of the drawings as SVG, cut at its box. */
export function art(variant: number, { x, y, width, height }: Box): string {
  const draw = ARTS[variant % ARTS.length] as Art
  return `<svg x="${x}" y="${y}" width="${width}" height="${height}">${draw(width, height)}</svg>`
}
