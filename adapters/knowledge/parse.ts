import { type DocumentKind, DocumentRefused, type ReadDocument } from './document.ts'
import { readCsv } from './parsers/csv.ts'
import { readDocx } from './parsers/docx.ts'
import { readHtml } from './parsers/html.ts'
import { readMarkdown } from './parsers/markdown.ts'
import { readPdf } from './parsers/pdf.ts'

type Parse = (bytes: Uint8Array) => ReadDocument | Promise<ReadDocument>
const parsers: Record<DocumentKind, Parse> = {
  pdf: readPdf,
  markdown: readMarkdown,
  html: readHtml,
  csv: readCsv,
  docx: readDocx,
}

/** Text beyond that is left out, and the document says so. */
const MAX_CHARACTERS = 2_000_000

/**
 * Reads a document in this process; what strangers sent is read by `readSafely` in one of its own.
 *
 * @throws DocumentRefused
 */
export async function parseDocument(kind: DocumentKind, bytes: Uint8Array): Promise<ReadDocument> {
  const { blocks, note } = await parsers[kind](bytes)
  if (blocks.length === 0) throw new DocumentRefused('DOCUMENT_WITHOUT_TEXT')
  let room = MAX_CHARACTERS
  const kept = blocks.filter(({ text }) => {
    room -= text.length
    return room >= 0
  })
  if (kept.length === blocks.length) return { blocks, ...(note ? { note } : {}) }
  return { blocks: kept, note: { code: 'TEXT_CUT', read: kept.length, of: blocks.length } }
}
