import type { Block } from './document.ts'

/** A piece of a document that is found and cited as one. */
export interface Chunk {
  /** Its place in the document, from 1. */
  n: number
  text: string
  heading?: string
  page?: number
}

/** Characters: about 250 words of English or a third of a page of Korean. */
const TARGET = 600
const MOST = 900
/** What stands at the end of a piece stands at the beginning of the next one too, as whole sentences. */
const OVERLAP = 120

const segmenter = new Intl.Segmenter('ko', { granularity: 'sentence' })

/** Sentences of a paragraph, Korean or English; one that is too long is cut between words. */
export const sentencesOf = (text: string): string[] =>
  [...segmenter.segment(text)].map(({ segment }) => segment.trim()).flatMap((sentence) => cut(sentence))

function cut(sentence: string): string[] {
  if (sentence.length <= MOST) return sentence ? [sentence] : []
  const space = sentence.lastIndexOf(' ', TARGET)
  const at = space > TARGET / 2 ? space : TARGET
  return [sentence.slice(0, at).trim(), ...cut(sentence.slice(at).trim())]
}

interface Unit {
  text: string
  /** Stands between it and the one before. */
  gap: ' ' | '\n'
  isRow: boolean
  page: number | undefined
}

/**
 * Cuts a document into overlapping pieces. A piece ends with a sentence and never reaches over a heading.
 *
 * @param blocks paragraphs in reading order
 */
export function chunksOf(blocks: readonly Block[]): Chunk[] {
  const chunks: Chunk[] = []
  for (const section of sectionsOf(blocks))
    for (const units of piecesOf(section.blocks.flatMap(unitsOf))) {
      const page = units[0]?.page
      const { heading } = section
      chunks.push({
        n: chunks.length + 1,
        text: textOf(units),
        ...(heading ? { heading } : {}),
        ...(page ? { page } : {}),
      })
    }
  return chunks
}

function sectionsOf(blocks: readonly Block[]): { heading: string | undefined; blocks: Block[] }[] {
  const sections: { heading: string | undefined; blocks: Block[] }[] = []
  for (const block of blocks) {
    const last = sections.at(-1)
    if (last && last.heading === block.heading) last.blocks.push(block)
    else sections.push({ heading: block.heading, blocks: [block] })
  }
  return sections
}

const unitsOf = ({ text, page, isRow = false }: Block): Unit[] =>
  sentencesOf(text).map((sentence, index) => ({ text: sentence, gap: index === 0 ? '\n' : ' ', isRow, page }))

const textOf = (units: readonly Unit[]) =>
  units.reduce((text, unit) => (text ? `${text}${unit.gap}${unit.text}` : unit.text), '')

const lengthOf = (units: readonly Unit[]) => units.reduce((sum, { text }) => sum + text.length + 1, 0)

function piecesOf(units: readonly Unit[]): Unit[][] {
  const pieces: Unit[][] = []
  let piece: Unit[] = []
  /** How many of the piece stood in the one before. */
  let repeated = 0
  for (const unit of units) {
    const isFull = lengthOf(piece) + unit.text.length > TARGET && piece.length > repeated
    if (isFull) {
      pieces.push(piece)
      piece = unit.isRow ? [] : tailOf(piece, MOST - unit.text.length)
      repeated = piece.length
    }
    piece.push(unit)
  }
  return piece.length > repeated ? [...pieces, piece] : pieces
}

/** Whole sentences from the end that fit into the overlap and into the room there is. */
function tailOf(piece: readonly Unit[], room: number): Unit[] {
  const tail: Unit[] = []
  for (const unit of piece.toReversed()) {
    if (unit.isRow || lengthOf(tail) + unit.text.length > Math.min(OVERLAP, room)) break
    tail.unshift(unit)
  }
  return tail.length < piece.length ? tail : tail.slice(1)
}
