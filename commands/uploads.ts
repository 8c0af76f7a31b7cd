import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { authorise } from '../adapters/http/authorise.ts'
import { kindOf, MIME } from '../adapters/knowledge/detect.ts'
import { DocumentRefused } from '../adapters/knowledge/document.ts'
import { hashOf, type Storage } from '../adapters/storage/port.ts'
import { Rejected, rule } from '../domain/kernel.ts'
import type { Upload } from './preparation.ts'

export interface UploadDeps {
  storage: Storage
  /** Remembers whose document it is. */
  note(merchantId: string, hash: string, upload: Upload): Promise<void>
}

/** A document may be as large as that. */
export const MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
/** Each of them is in memory until it is stored. */
const AT_ONCE = 6

export const UploadQuery = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(160)
    .regex(/^[^\p{Cc}/\\]+$/u, 'a file name')
    .describe('the file’s name with its ending'),
})

/** `POST /api/v1/documents?name=…` with the document as the body: answers with the hash that a command then names. */
export function registerUploads(app: FastifyInstance, { storage, note }: UploadDeps): void {
  let underWay = 0
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // The body is left on the line: what is too large is refused before it has come.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.post('/api/v1/documents', { bodyLimit: MAX_DOCUMENT_BYTES * 100 }, async (request, reply) => {
      authorise(request.actor, ['owner'], 'write')
      const { name } = UploadQuery.parse(request.query)
      try {
        rule(Number(request.headers['content-length'] ?? 0) <= MAX_DOCUMENT_BYTES, 'BODY_TOO_LARGE', TOO_LARGE)
        rule(underWay < AT_ONCE, 'UNAVAILABLE', 'Many documents are coming in at once. Try again in a moment.')
        underWay += 1
        const bytes = await bodyOf(request).finally(() => {
          underWay -= 1
        })
        const kind = checked(bytes, name)
        const hash = hashOf(bytes)
        const upload = { title: name, mime: MIME[kind], bytes: bytes.length }
        // Noted first: whoever removes the same file at this moment sees that somebody needs it.
        await note(request.actor.merchantId, hash, upload)
        await storage.put(bytes, MIME[kind])
        return reply.status(201).send({ hash, ...upload })
      } catch (error) {
        // The rest of the body is on its way still; nobody will read it.
        if (!request.raw.readableEnded) reply.header('connection', 'close')
        throw error
      }
    })
  })
}

const TOO_LARGE = `A document may have ${MAX_DOCUMENT_BYTES / 1024 / 1024} MB at most. Split it into smaller ones.`

async function bodyOf({ raw }: FastifyRequest): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of raw) {
    size += (piece as Buffer).length
    rule(size <= MAX_DOCUMENT_BYTES, 'BODY_TOO_LARGE', TOO_LARGE)
    pieces.push(piece as Buffer)
  }
  return Buffer.concat(pieces)
}

function checked(bytes: Buffer, name: string): keyof typeof MIME {
  try {
    return kindOf(bytes, name)
  } catch (error) {
    if (error instanceof DocumentRefused) throw new Rejected(error.code, error.message)
    throw error
  }
}
