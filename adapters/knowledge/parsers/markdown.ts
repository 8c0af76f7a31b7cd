import { marked } from 'marked'
import type { ReadDocument } from '../document.ts'
import { readHtmlText } from './html.ts'
import { textOf } from './text.ts'

const FRONT_MATTER = /^\uFEFF?---\r?\n[\s\S]*?\r?\n---\r?\n/

/** Markdown, or plain text, by its paragraphs and headings. */
export function readMarkdown(bytes: Uint8Array): ReadDocument {
  const text = textOf(bytes).replace(FRONT_MATTER, '')
  return readHtmlText(marked.parse(text, { async: false, gfm: true }))
}
