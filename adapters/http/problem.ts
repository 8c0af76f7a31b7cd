import type { FastifyReply, FastifyRequest } from 'fastify'
import { ZodError } from 'zod'
import { Rejected } from '../../domain/kernel.ts'
import { isEventStoreOutage } from '../event-store/outage.ts'
import { isMongoOutage } from '../mongo/outage.ts'
import { type ErrorCode, errorTable, isErrorCode } from './errors.ts'

/** An RFC 9457 problem document. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  instance: string
  errors?: { path: string; message: string }[]
}

/** Fastify's own error codes, by the code they get in our table. */
const FROM_FASTIFY: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'BAD_JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BAD_JSON',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BAD_REQUEST',
}
const NETWORK: readonly unknown[] = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']

/** Whether a server behind us could not be reached: nothing was decided, so the caller may try again. */
const isOutage = (error: unknown): boolean =>
  isMongoOutage(error) || isEventStoreOutage(error) || NETWORK.includes(Object(error).code)

function codeOf(error: unknown): ErrorCode {
  if (error instanceof ZodError) return 'INVALID_INPUT'
  if (error instanceof Rejected && isErrorCode(error.code)) return error.code
  const { code, statusCode } = Object(error) as { code?: unknown; statusCode?: number }
  const known = FROM_FASTIFY[String(code)]
  if (known) return known
  if (statusCode === 429) return 'RATE_LIMITED'
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return 'BAD_REQUEST'
  return isOutage(error) ? 'UNAVAILABLE' : 'INTERNAL'
}

/** What a caller may read of an error: the rule's own sentence, never the inside of a failure. */
function detailOf(error: unknown, code: ErrorCode): string {
  if (error instanceof Rejected) return error.message
  if (code === 'INTERNAL')
    return 'It has been logged. Try again with the same Idempotency-Key, and tell us the request id if it stays.'
  if (code === 'UNAVAILABLE') return 'Nothing is lost. Try again in a moment with the same Idempotency-Key.'
  if (error instanceof ZodError) return 'See errors for the fields to correct.'
  return errorTable[code].title
}

/** The problem document for any error. */
export function toProblem(error: unknown, instance: string): Problem {
  const code = codeOf(error)
  const { status, title } = errorTable[code]
  const issues = error instanceof ZodError ? error.issues : []
  return {
    type: `/api/docs/problems#${code}`,
    title,
    status,
    code,
    detail: detailOf(error, code),
    instance,
    ...(issues.length > 0 && { errors: issues.map(({ path, message }) => ({ path: path.join('.'), message })) }),
  }
}

/** Where RFC 9728 has clients look for who lets them in. */
export const PROTECTED_RESOURCE_PATH = '/.well-known/oauth-protected-resource'

/** What RFC 6750 says of a token that was sent; of none it says nothing. */
const CHALLENGES: Partial<Record<ErrorCode, string>> = {
  TOKEN_INVALID: ', error="invalid_token"',
  INSUFFICIENT_SCOPE: ', error="insufficient_scope", scope="read write"',
}

/** How an answer differs where callers speak a protocol of their own. */
export interface Manner {
  /** The body in the problem document's place. */
  bodyOf?(problem: Problem): object
  /** Address of what tells clients how to be let in (RFC 9728). */
  resourceMetadata?: string
}

/** Answers with the problem document of an error; what is our fault is logged with its stack. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { bodyOf, resourceMetadata }: Manner = {},
): FastifyReply {
  const problem = toProblem(error, request.id)
  const { code, status } = problem
  if (status >= 500) request.log.error({ err: error }, code)
  if (status === 503) reply.header('retry-after', '1')
  if (status === 401 || code === 'INSUFFICIENT_SCOPE') {
    const where = resourceMetadata ? `, resource_metadata="${resourceMetadata}"` : ''
    reply.header('www-authenticate', `Bearer realm="madang"${CHALLENGES[code] ?? ''}${where}`)
  }
  reply.status(status)
  return bodyOf ? reply.send(bodyOf(problem)) : reply.type('application/problem+json').send(problem)
}
