import { type Block, type Box, block, type Line, place } from './block.ts'
import type { CreativeFacts } from './creative/words.ts'
import { drawable } from './fit.ts'
import { type CardSize, FRAMES, type Frame } from './frame.ts'
import { formatPeriod } from './period.ts'

/** What a promotion's picture shows. */
export interface CardFacts extends CreativeFacts {
  promotionId: string
}

export interface Layout {
  width: number
  height: number
  lines: Line[]
  /** Around prize and period; undefined when there is neither. */
  panel: Box | undefined
  /** The line between prize and period. */
  divider: Box | undefined
  art: Box
  mark: Box
}

const TITLE_LINES = 3
const PRIZE_LINES = 4
const ANY_HEIGHT = Number.POSITIVE_INFINITY

/** Where everything of a picture goes. Every line stays in its box, and no two boxes of lines overlap. */
export function layOut(facts: CardFacts, size: CardSize): Layout {
  const frame = FRAMES[size]
  const { margin, column, gap } = frame
  const isBeside = frame.artAbove === 0
  const markTop = frame.height - margin - frame.markSize
  const bottom = isBeside ? frame.height - margin : markTop - gap
  const table = tableOf(facts, frame)
  const panelTop = bottom - table.height
  const panel = table.height > 0 ? { x: margin, y: panelTop, width: column, height: table.height } : undefined

  const shopName = drawable(facts.shopName)
  const shop = block('shop', shopName, { width: column, height: ANY_HEIGHT, lines: 2, ...frame.shop })
  const shopHeight = shop.height + (shopName ? gap / 3 : 0)
  const highest = isBeside ? margin : frame.artAbove
  const lowest = panel ? panelTop - gap : bottom
  const room = { width: column, height: lowest - highest - shopHeight, lines: TITLE_LINES, ...frame.title }
  const title = block('title', drawable(facts.title) || shopName || '이벤트', room)
  const top = isBeside ? highest : lowest - title.height - shopHeight

  const artLeft = isBeside ? margin + column + margin : 0
  const artBottom = isBeside ? markTop - gap : top - gap
  const markLeft = isBeside ? artLeft : margin
  const mark = { x: markLeft, y: markTop, width: frame.markSize, height: frame.markSize }
  return {
    width: frame.width,
    height: frame.height,
    panel,
    divider: table.divider && { ...table.divider, y: panelTop + table.divider.y },
    art: { x: artLeft, y: 0, width: frame.width - artLeft, height: artBottom },
    mark,
    lines: [
      ...place(shop, margin, top, column),
      ...place(title, margin, top + shopHeight, column),
      ...table.lines(panelTop),
      ...markWord(mark, frame),
    ],
  }
}

interface Table {
  height: number
  /** Its `y` counts from the top of the panel. */
  divider: Box | undefined
  lines(top: number): Line[]
}

/** The panel's rows: a label, and what it says beside it. */
function tableOf(facts: CardFacts, frame: Frame): Table {
  const { margin, column, padding, labelWidth } = frame
  const width = column - 2 * padding - labelWidth
  const room = { width, height: ANY_HEIGHT }
  const { startsAt, endsAt } = facts
  const period = startsAt && endsAt ? formatPeriod(startsAt, endsAt) : ''
  const rows = [
    { label: '경품', value: block('prize', drawable(facts.prize), { ...room, lines: PRIZE_LINES, ...frame.prize }) },
    { label: '기간', value: block('period', period, { ...room, lines: 1, ...frame.period }) },
  ].filter(({ value }) => value.lines.length > 0)
  const [first, second] = rows
  const secondTop = padding + (first ? first.value.height + padding : 0)
  const divider = { x: margin + padding, y: secondTop - padding / 2, width: column - 2 * padding, height: 0 }
  return {
    height: second ? secondTop + second.value.height + padding : first ? secondTop : 0,
    divider: second && divider,
    lines: (top) =>
      rows.flatMap(({ label, value }, index) => {
        const y = top + (index === 0 ? padding : secondTop)
        const word = block('label', label, { width: labelWidth, height: ANY_HEIGHT, lines: 1, ...frame.label })
        return [
          ...place(word, margin + padding, y + firstLine(value) / 2 - word.height / 2, labelWidth),
          ...place(value, margin + padding + labelWidth, y, width),
        ]
      }),
  }
}

const firstLine = ({ height, lines }: Block) => height / lines.length

function markWord(mark: Box, frame: Frame): Line[] {
  const width = frame.markSize * 3
  const word = block('mark', '마당', { width, height: ANY_HEIGHT, lines: 1, ...frame.markWord })
  const x = mark.x + mark.width * 1.35
  return place(word, x, mark.y + (mark.height - word.height) / 2, width)
}
