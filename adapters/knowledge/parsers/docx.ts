import { Buffer } from 'node:buffer'
import mammoth from 'mammoth'
import { DocumentRefused, type ReadDocument } from '../document.ts'
import { readHtmlText } from './html.ts'
import { checkZip } from './zip.ts'

/** A Word document by its paragraphs and headings; pictures are left out. */
export async function readDocx(bytes: Uint8Array): Promise<ReadDocument> {
  const buffer = Buffer.from(bytes)
  const names = await checkZip(buffer)
  if (!names.includes('word/document.xml')) throw new DocumentRefused('DOCUMENT_TYPE')
  const noPicture = mammoth.images.imgElement(async () => ({ src: '' }))
  try {
    const { value } = await mammoth.convertToHtml({ buffer }, { convertImage: noPicture })
    return readHtmlText(value)
  } catch (error) {
    throw new DocumentRefused('DOCUMENT_CORRUPT', { cause: error })
  }
}
