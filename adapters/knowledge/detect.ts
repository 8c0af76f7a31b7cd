import { type DocumentKind, DocumentRefused } from './document.ts'

export const MIME: Readonly<Record<DocumentKind, string>> = {
  pdf: 'application/pdf',
  markdown: 'text/markdown',
  html: 'text/html',
  csv: 'text/csv',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

const BY_ENDING: Readonly<Record<string, DocumentKind>> = {
  pdf: 'pdf',
  md: 'markdown',
  markdown: 'markdown',
  txt: 'markdown',
  html: 'html',
  htm: 'html',
  csv: 'csv',
  docx: 'docx',
}
const LOOKED_AT = 4_096
/** What Word puts around a document with a password, and what it wrote before 2007. */
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0]
const ZIP = [0x50, 0x4b, 0x03, 0x04]
const UTF_16 = [
  [0xff, 0xfe],
  [0xfe, 0xff],
]

const begins = (bytes: Uint8Array, with_: readonly number[]) => with_.every((byte, index) => bytes[index] === byte)
const isBinary = (head: Uint8Array) => !UTF_16.some((mark) => begins(head, mark)) && head.includes(0)

/**
 * What a document is: its content and the ending of its name have to say the same.
 *
 * @throws DocumentRefused DOCUMENT_EMPTY, DOCUMENT_TYPE, DOCUMENT_ENCRYPTED
 */
export function kindOf(bytes: Uint8Array, name: string): DocumentKind {
  if (bytes.length === 0) throw new DocumentRefused('DOCUMENT_EMPTY')
  const named = BY_ENDING[/\.([a-z]+)$/i.exec(name.trim())?.[1]?.toLowerCase() ?? '']
  const head = bytes.subarray(0, LOOKED_AT)
  if (begins(head, COMPOUND_FILE)) throw new DocumentRefused(named === 'docx' ? 'DOCUMENT_ENCRYPTED' : 'DOCUMENT_TYPE')
  const found = contentOf(head, named)
  if (!found || found !== named) throw new DocumentRefused('DOCUMENT_TYPE')
  return found
}

function contentOf(head: Uint8Array, named: DocumentKind | undefined): DocumentKind | undefined {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1_024)).toString('latin1')
  if (start.includes('%PDF-')) return 'pdf'
  if (begins(head, ZIP)) return 'docx'
  if (isBinary(head)) return undefined
  // Text is what its name says: a table without a heading looks like prose, and prose with a tag like a page.
  return named === 'pdf' || named === 'docx' ? undefined : named
}
