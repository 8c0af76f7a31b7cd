import { extractTextItems, getDocumentProxy } from 'unpdf'
import { type Block, DocumentRefused, type ReadDocument } from '../document.ts'
import { tidy } from './text.ts'

const MAX_PAGES = 500
const MAX_HEADING = 80
/** A line so much larger than the usual one is a heading. */
const HEADING_SIZE = 1.2

interface Line {
  text: string
  size: number
}
type Item = { str: string; fontSize: number; hasEOL: boolean }

/** A PDF by its pages' paragraphs; lines in larger letters are taken for headings. */
export async function readPdf(bytes: Uint8Array): Promise<ReadDocument> {
  try {
    const pdf = await getDocumentProxy(new Uint8Array(bytes))
    if (pdf.numPages > MAX_PAGES) return { ...(await readPages(pdf, MAX_PAGES)), note: cut(pdf.numPages) }
    return await readPages(pdf, pdf.numPages)
  } catch (error) {
    if (error instanceof DocumentRefused) throw error
    const isLocked = error instanceof Error && error.name === 'PasswordException'
    throw new DocumentRefused(isLocked ? 'DOCUMENT_ENCRYPTED' : 'DOCUMENT_CORRUPT', { cause: error })
  }
}

const cut = (pages: number) => ({ code: 'PAGES_CUT' as const, read: MAX_PAGES, of: pages })

async function readPages(pdf: Awaited<ReturnType<typeof getDocumentProxy>>, last: number): Promise<ReadDocument> {
  const { items } = await extractTextItems(pdf)
  const pages = items.slice(0, last).map(linesOf)
  const sizes = pages.flat().map(({ size }) => size)
  const usual = sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 0
  let heading = ''
  const blocks = pages.flatMap((lines, index) =>
    paragraphsOf(lines, (line) => line.size > usual * HEADING_SIZE && line.text.length <= MAX_HEADING).flatMap(
      ({ text, isHeading }): Block[] => {
        if (isHeading) heading = text
        return isHeading ? [] : [{ text, page: index + 1, ...(heading ? { heading } : {}) }]
      },
    ),
  )
  return { blocks }
}

function linesOf(items: readonly Item[]): Line[] {
  const lines: Line[] = []
  let text = ''
  let size = 0
  for (const item of items) {
    text += item.str
    size = Math.max(size, item.str.trim() ? item.fontSize : 0)
    if (!item.hasEOL) continue
    lines.push({ text: tidy(text), size })
    text = ''
    size = 0
  }
  lines.push({ text: tidy(text), size })
  return lines
}

const ENDS_SENTENCE = /[.!?。:]["'”’)\]]?$/
const BEGINS_ITEM = /^([-•·*◦■○●]|\d{1,3}[.)]|[가-하][.)])\s/

/** Lines were broken to fit the page: those that go on in the next one are one paragraph with it. */
function paragraphsOf(lines: readonly Line[], isHeading: (line: Line) => boolean) {
  const paragraphs: { text: string; isHeading: boolean }[] = []
  let open = false
  for (const line of lines) {
    if (!line.text) {
      open = false
      continue
    }
    const last = paragraphs.at(-1)
    const heading = isHeading(line)
    const goesOn = open && last && last.isHeading === heading && !BEGINS_ITEM.test(line.text)
    if (goesOn) last.text += ` ${line.text}`
    else paragraphs.push({ text: line.text, isHeading: heading })
    open = heading || !ENDS_SENTENCE.test(line.text)
  }
  return paragraphs
}
