import type { Readable } from 'node:stream'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import { DocumentRefused } from '../document.ts'

const MAX_ENTRIES = 2_000
const MAX_UNPACKED_BYTES = 60 * 1024 * 1024
/** XML shrinks to a twentieth at most; what shrinks to less is made to burst. */
const MAX_RATIO = 200
const SMALL_BYTES = 1024 * 1024

/**
 * Unpacks every entry of an archive once, counting, so that nothing is believed that its directory says of sizes.
 *
 * @returns names of the entries
 * @throws DocumentRefused DOCUMENT_BOMB, DOCUMENT_ENCRYPTED, DOCUMENT_CORRUPT
 */
export async function checkZip(bytes: Buffer): Promise<string[]> {
  const zip = await openZip(bytes)
  const names: string[] = []
  let unpacked = 0
  for await (const entry of entriesOf(zip)) {
    names.push(entry.fileName)
    if (entry.isEncrypted()) throw new DocumentRefused('DOCUMENT_ENCRYPTED')
    if (names.length > MAX_ENTRIES) throw new DocumentRefused('DOCUMENT_BOMB')
    const size = await unpackedSize(zip, entry, MAX_UNPACKED_BYTES - unpacked)
    unpacked += size
    const isOutOfProportion = size > SMALL_BYTES && size > entry.compressedSize * MAX_RATIO
    if (isOutOfProportion) throw new DocumentRefused('DOCUMENT_BOMB')
  }
  return names
}

const damaged = (cause: unknown) => new DocumentRefused('DOCUMENT_CORRUPT', { cause })

const openZip = (bytes: Buffer): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    // Sizes are counted by ourselves: an entry that is larger than it says is a bomb, not only damaged.
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: false }, (error, zip) =>
      error ? reject(damaged(error)) : resolve(zip),
    )
  })

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      zip.once('entry', resolve)
      zip.once('end', () => resolve(undefined))
      zip.once('error', (error) => reject(damaged(error)))
      zip.readEntry()
    })
    if (!entry) return
    yield entry
  }
}

async function unpackedSize(zip: ZipFile, entry: Entry, most: number): Promise<number> {
  if (entry.uncompressedSize > most) throw new DocumentRefused('DOCUMENT_BOMB')
  const stream = await new Promise<Readable>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error ? reject(damaged(error)) : resolve(opened))),
  )
  let size = 0
  try {
    for await (const piece of stream) {
      size += (piece as Buffer).length
      if (size > most) throw new DocumentRefused('DOCUMENT_BOMB')
    }
  } catch (error) {
    throw error instanceof DocumentRefused ? error : damaged(error)
  }
  if (size > entry.uncompressedSize) throw new DocumentRefused('DOCUMENT_BOMB')
  return size
}
