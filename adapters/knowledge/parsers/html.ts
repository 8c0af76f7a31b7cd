import { Parser } from 'htmlparser2'
import type { Block, ReadDocument } from '../document.ts'
import { textOf, tidy } from './text.ts'

/** What is for machines or repeats on every page. */
const SKIPPED = new Set(['script', 'style', 'template', 'noscript', 'svg', 'iframe', 'object', 'nav', 'title', 'head'])
const INLINE = new Set(
  'a abbr b bdi cite code del dfn em font i ins kbd mark q s samp small span strong sub sup u var'.split(' '),
)
const HEADING = /^h([1-6])$/

interface Reading {
  blocks: Block[]
  /** Texts of the headings above, by level. */
  headings: string[]
  text: string
  skipping: number
  /** Of the table that is being read: its heading cells and the cells of the present row. */
  columns: string[]
  cells: { text: string; isHeading: boolean }[] | undefined
}

const headingOf = ({ headings }: Reading) => headings.filter(Boolean).join(' › ')

function flush(reading: Reading): void {
  const text = tidy(reading.text)
  reading.text = ''
  if (text) push(reading, text)
}

function push(reading: Reading, text: string, isRow = false): void {
  const heading = headingOf(reading)
  reading.blocks.push({ text, ...(heading ? { heading } : {}), ...(isRow ? { isRow } : {}) })
}

function endHeading(reading: Reading, level: number): void {
  const text = tidy(reading.text)
  reading.text = ''
  if (!text) return
  reading.headings.length = level - 1
  reading.headings[level - 1] = text
}

/** A row says of each cell what it is: what is found later stands without its table. */
function endRow(reading: Reading): void {
  const { cells = [], columns } = reading
  reading.cells = undefined
  if (cells.length > 0 && cells.every(({ isHeading }) => isHeading)) {
    reading.columns = cells.map(({ text }) => text)
    return
  }
  const named = cells.map(({ text }, index) => (columns[index] && text ? `${columns[index]}: ${text}` : text))
  const text = named.filter(Boolean).join('; ')
  if (text) push(reading, text, true)
}

function open(reading: Reading, name: string): void {
  if (SKIPPED.has(name)) {
    reading.skipping += 1
    return
  }
  if (name === 'br') reading.text += ' '
  if (INLINE.has(name)) return
  if (name === 'table') reading.columns = []
  if (reading.cells) {
    reading.text += ' '
    return
  }
  flush(reading)
  if (name === 'tr') reading.cells = []
}

function close(reading: Reading, name: string): void {
  if (SKIPPED.has(name)) {
    reading.skipping = Math.max(0, reading.skipping - 1)
    return
  }
  if (INLINE.has(name) || name === 'br') return
  if (reading.cells && (name === 'td' || name === 'th')) {
    reading.cells.push({ text: tidy(reading.text), isHeading: name === 'th' })
    reading.text = ''
    return
  }
  const level = HEADING.exec(name)?.[1]
  if (name === 'tr') endRow(reading)
  else if (reading.cells) return
  else if (level) endHeading(reading, Number(level))
  else flush(reading)
}

/** The text of a page by its paragraphs, with the headings they stand under; scripts and styles are left out. */
export function readHtmlText(html: string): ReadDocument {
  const reading: Reading = { blocks: [], headings: [], text: '', skipping: 0, columns: [], cells: undefined }
  const parser = new Parser(
    {
      onopentagname: (name) => open(reading, name),
      onclosetag: (name) => close(reading, name),
      ontext: (text) => {
        if (reading.skipping === 0) reading.text += text
      },
    },
    { decodeEntities: true },
  )
  parser.write(html)
  parser.end()
  flush(reading)
  return { blocks: reading.blocks }
}

export const readHtml = (bytes: Uint8Array): ReadDocument => readHtmlText(textOf(bytes))
