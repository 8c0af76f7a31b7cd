import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Db } from 'mongodb'
import { z } from 'zod'
import type { ReplyPart } from '../adapters/assistant/port.ts'
import { ReplyCut } from '../adapters/assistant/write-reply.ts'
import type { Actor } from '../adapters/http/auth.ts'
import { authorise } from '../adapters/http/authorise.ts'
import type { SessionEnds } from '../adapters/http/session-ends.ts'
import type { PassageHit } from '../adapters/knowledge/port.ts'
import type { Version } from '../domain/assistant-definition.ts'
import { Id, type Role } from '../domain/kernel.ts'
import { ChatLanguage } from '../domain/reply.ts'
import { madeAssistant } from './assistant-access.ts'
import { beginEventStream, endInTime, limitStreams } from './live/event-stream.ts'
import { found } from './query.ts'
import { API_PREFIX, Common, reach } from './routes.ts'

export interface TryDeps {
  db: Db
  ends: Pick<SessionEnds, 'whenOver'>
  /** What the newest version of an assistant answers to who makes it, with what it found; nothing of it is kept. */
  answerDraft(
    asked: Actor & { text: string; language: ChatLanguage },
    draft: Version & { assistantId: string },
    signal: AbortSignal,
  ): AsyncIterable<ReplyPart | { type: 'passages'; hits: PassageHit[] }>
  onError(error: unknown): void
}

const ANSWER_MS = 60_000
/** Each of them may be asking a model. */
const AT_ONCE = 4

export const TRY_PATH = '/assistants/:id/try'
/** Who makes assistants. */
export const TRY_ROLES: readonly Role[] = ['owner']
export const TryParams = z.strictObject({ id: Id.describe('id of the assistant') })
export const TryBody = z.strictObject({
  text: z.string().trim().min(1).max(1_000).describe('what somebody would say to it'),
  language: ChatLanguage.default('ko'),
})

/** The test console: a question in the body, for what people ask belongs into no address, and the answer as it is said. */
export function registerTry(app: FastifyInstance, { db, ends, answerDraft, onError }: TryDeps): void {
  const enter = limitStreams(AT_ONCE)
  const inTime = endInTime(app, ends, ANSWER_MS)
  app.post(`${API_PREFIX}${TRY_PATH}`, async (request, reply) => {
    const { actor } = request
    authorise(actor, TRY_ROLES)
    const { id } = TryParams.parse(request.params)
    const { text, language } = TryBody.parse(request.body)
    await reach(db, ['assistants'], Common.parse(request.query)['min-position'])
    const { latest } = found(await madeAssistant(db, actor, id), 'ASSISTANT_NOT_FOUND', 'There is no such assistant.')
    const leave = enter(actor.accountId)
    const [left, over] = [new AbortController(), new AbortController()]
    const response = beginEventStream(reply)
    response.once('close', () => left.abort())
    const ended = inTime(request, () => over.abort())
    const signal = AbortSignal.any([left.signal, over.signal])
    const asked = { ...actor, text, language }
    try {
      for await (const part of answerDraft(asked, { ...latest, assistantId: id }, signal))
        tell(response, pieceOf(id, part))
    } catch (error) {
      // The answer has begun, so what went wrong can only be said in it.
      if (error instanceof ReplyCut) tell(response, { kind: 'end', ...error.extras, code: error.code })
      else if (!left.signal.aborted) {
        onError(error)
        tell(response, { kind: 'problem', code: 'UNAVAILABLE' })
      }
    } finally {
      ended()
      response.end()
      leave()
    }
    return reply
  })
}

function pieceOf(assistantId: string, part: ReplyPart | { type: 'passages'; hits: PassageHit[] }): object {
  if (part.type !== 'passages') {
    const { type: kind, ...rest } = part
    return { kind, ...rest }
  }
  return { kind: 'passages', items: part.hits.map(({ passageId: id, ...hit }) => ({ id, assistantId, ...hit })) }
}

const tell = (response: ServerResponse, piece: object) =>
  response.writableEnded || response.write(`event: piece\ndata: ${JSON.stringify(piece)}\n\n`)
