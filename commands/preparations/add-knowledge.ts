import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Document } from '../../domain/assistant-definition.ts'
import { Id, Rejected } from '../../domain/kernel.ts'
import { preparation } from '../preparation.ts'

const ID_LENGTH = 32

/** A document of one assistant: the same bytes are the same document there, and another one elsewhere. */
export const documentIdOf = (assistantId: string, hash: string): string =>
  createHash('sha256').update(`${assistantId}/${hash}`).digest('hex').slice(0, ID_LENGTH)

/** Only what someone of the shop uploaded: a hash alone, guessed or overheard, opens nothing. */
export const addKnowledge = preparation({
  input: z.object({
    assistantId: Id,
    hash: Document.shape.hash,
    title: Document.shape.title
      .regex(/^\P{Cc}*$/u, 'no control characters')
      .optional()
      .describe('the file’s name when left out'),
  }),
  prepare: async ({ assistantId, hash, title }, { services, actor }) => {
    const upload = await services.uploadOf(actor.merchantId, hash)
    if (!upload) throw new Rejected('UPLOAD_NOT_FOUND', 'Upload the document first; then give it to the assistant.')
    return { assistantId, documentId: documentIdOf(assistantId, hash), hash, ...upload, ...(title ? { title } : {}) }
  },
})
