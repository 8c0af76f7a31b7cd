import { DocumentRefused } from '../document.ts'
import { decodeCp949 } from './cp949.ts'

const utf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes)

/**
 * Text of bytes: UTF-8, UTF-16 with its mark, or the encoding of Korean offices (cp949), whichever fits.
 *
 * @throws DocumentRefused DOCUMENT_ENCODING when none of them does
 */
export function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  for (const decode of [utf8, decodeCp949]) {
    try {
      return decode(bytes)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  throw new DocumentRefused('DOCUMENT_ENCODING')
}

/** One line of text without anything that is not read: control characters, soft hyphens, runs of white space. */
export const tidy = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\u00ad\u200b-\u200f\u2028-\u202e\ufeff]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
