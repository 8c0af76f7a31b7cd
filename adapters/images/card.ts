import { createHash } from 'node:crypto'
import { Resvg } from '@resvg/resvg-js'
import { ART_COUNT, art, COLORS } from './art.ts'
import type { Box, Line } from './block.ts'
import { fontFiles } from './font.ts'
import { type CardSize, type Role, SETTINGS } from './frame.ts'
import { type CardFacts, layOut } from './layout.ts'
import { palettePng } from './palette-png.ts'

const FILL: Record<Role, string> = {
  shop: COLORS.persimmon,
  title: COLORS.ink,
  label: COLORS.soft,
  prize: COLORS.ink,
  period: COLORS.ink,
  mark: COLORS.soft,
}

/** The picture of a promotion as SVG text. The same facts give the same text. */
export function cardSvg(facts: CardFacts, size: CardSize): string {
  const { width, height, panel, divider, art: artBox, mark, lines } = layOut(facts, size)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${COLORS.paper}"/>`,
    artBox.height > 0 ? art(variantOf(facts), artBox) : '',
    panel ? panelSvg(panel, divider) : '',
    markSvg(mark),
    ...lines.map(lineSvg),
    '</svg>',
  ].join('')
}

/** The picture of a promotion as PNG bytes. Takes tens of milliseconds: servers call it in a worker (see renderer.ts). */
export function renderCard(facts: CardFacts, size: CardSize): Buffer {
  const font = { loadSystemFonts: false, fontFiles: Object.values(fontFiles), defaultFontFamily: 'Pretendard' }
  const { pixels, width, height } = new Resvg(cardSvg(facts, size), { font }).render()
  return palettePng(pixels, width, height)
}

/** Which of the drawings a promotion has, so that neighbours do not look alike and each keeps its own. */
export function variantOf({ trade, promotionId }: Pick<CardFacts, 'trade' | 'promotionId'>): number {
  return createHash('sha256').update(`${trade}/${promotionId}`).digest().readUInt32BE(0) % ART_COUNT
}

/** Text made safe for XML; characters that XML refuses are left out before, with those the fonts cannot draw. */
const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** One line of text as SVG. */
export function lineSvg({ role, text, size, x, y }: Line): string {
  const { weight, tracking } = SETTINGS[role]
  const set = `font-family="Pretendard" font-weight="${weight}" font-size="${size}" letter-spacing="${tracking * size}"`
  return `<text x="${round(x)}" y="${round(y)}" ${set} fill="${FILL[role]}">${escapeXml(text)}</text>`
}

const round = (pixels: number) => Math.round(pixels * 100) / 100

function panelSvg({ x, y, width, height }: Box, divider: Box | undefined): string {
  const stroke = `stroke="${COLORS.line}" stroke-width="2"`
  const box = `x="${x}" y="${round(y)}" width="${width}" height="${round(height)}" rx="24"`
  const line = divider && `<path d="M${divider.x} ${round(divider.y)}h${divider.width}" ${stroke}/>`
  return `<rect ${box} fill="${COLORS.sheet}" ${stroke}/>${line ?? ''}`
}

/** The gate of Madang, as in the product's icon. */
function markSvg({ x, y, width }: Box): string {
  return [
    `<svg x="${x}" y="${y}" width="${width}" height="${width}" viewBox="0 0 32 32">`,
    `<rect width="32" height="32" rx="8" fill="${COLORS.ink}"/>`,
    `<path d="M7 23V10h18v13M7 16.5h18M16 10v13" fill="none" stroke="${COLORS.paper}" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/>`,
    '</svg>',
  ].join('')
}
