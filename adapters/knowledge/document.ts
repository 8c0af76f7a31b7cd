/** What a document is, by its content. */
export type DocumentKind = 'pdf' | 'markdown' | 'html' | 'csv' | 'docx'

/** A paragraph, a list item or a table's row, with where it stands. */
export interface Block {
  text: string
  /** Headings above it, outermost first, joined by ` › `. */
  heading?: string
  page?: number
  /** A row stands for itself: nothing of the row before helps to understand it. */
  isRow?: boolean
}

/** What of a document was not read, and how much of how much was. */
export interface ReadNote {
  code: 'ROWS_CUT' | 'PAGES_CUT' | 'TEXT_CUT'
  read: number
  of: number
}

/** A document's text in reading order. */
export interface ReadDocument {
  blocks: Block[]
  note?: ReadNote
}

export const REFUSALS = {
  DOCUMENT_TYPE:
    'This is not a PDF, Markdown, HTML, CSV or DOCX document, or its name says something else than its content.',
  DOCUMENT_EMPTY: 'There is nothing in this document.',
  DOCUMENT_WITHOUT_TEXT: 'There is no text in this document; it may be a scan. Save it with recognised text first.',
  DOCUMENT_ENCRYPTED: 'This document is locked with a password. Save it without one first.',
  DOCUMENT_CORRUPT: 'This document is damaged and cannot be opened.',
  DOCUMENT_ENCODING: 'The characters of this text cannot be read. Save it as UTF-8.',
  DOCUMENT_BOMB: 'This document unpacks to far more than it may.',
  DOCUMENT_TOO_SLOW: 'Reading this document took too long. Split it into smaller ones.',
  DOCUMENT_TOO_COMPLEX: 'Reading this document took too much memory. Split it into smaller ones.',
} as const
export type RefusalCode = keyof typeof REFUSALS

/** A document that cannot be taken, and why; the message is a sentence for people. */
export class DocumentRefused extends Error {
  readonly code: RefusalCode
  constructor(code: RefusalCode, options?: ErrorOptions) {
    super(REFUSALS[code], options)
    this.name = 'DocumentRefused'
    this.code = code
  }
}
