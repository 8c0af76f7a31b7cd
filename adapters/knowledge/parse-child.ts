import { buffer } from 'node:stream/consumers'
import { type DocumentKind, DocumentRefused } from './document.ts'
import { parseDocument } from './parse.ts'

// A process of its own for one document: bytes come on standard input, JSON goes out. What a document can do to it,
// it does to nobody else: it has no secrets, no network and no files to write.
const kind = process.argv[2] as DocumentKind
const answer = await parseDocument(kind, await buffer(process.stdin)).catch((error: unknown) => {
  if (error instanceof DocumentRefused) return { refused: error.code }
  throw error
})
process.stdout.write(JSON.stringify(answer))
