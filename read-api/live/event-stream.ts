import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SessionEnds } from '../../adapters/http/session-ends.ts'
import { rule } from '../../domain/kernel.ts'

const MIN_RETRY_MS = 1_000
const RETRY_SPREAD_MS = 2_000
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
}

/** What every stream of server-sent events keeps to. */
export interface StreamLimits {
  /** Bytes that may wait for a slow reader before it is cut. */
  maxPendingBytes: number
  streamsPerAccount: number
  /** After so long a stream ends and its reader comes back, with a sign-in that is checked again. */
  maxAgeMs: number
}

export const STREAM_LIMITS: StreamLimits = {
  maxPendingBytes: 1024 * 1024,
  streamsPerAccount: 8,
  maxAgeMs: 30 * 60_000,
}

/** Begins the answer; readers that were cut at once come back spread over a while. */
export function beginEventStream(reply: FastifyReply): ServerResponse {
  reply.hijack()
  const headers = Object.entries({ ...reply.getHeaders(), ...HEADERS })
  for (const [name, value] of headers) if (value !== undefined) reply.raw.setHeader(name, value)
  reply.raw.write(`retry: ${MIN_RETRY_MS + Math.round(Math.random() * RETRY_SPREAD_MS)}\n\n`)
  return reply.raw
}

/**
 * Ends streams in time: at their greatest age, when the reader's sign-in is ended, and when the server closes, also
 * those whose call was under way then.
 *
 * @param maxAgeMs milliseconds
 * @returns a function that takes whose stream it is and how it is ended, and gives what to call once it has
 */
export function endInTime(
  app: FastifyInstance,
  ends: Pick<SessionEnds, 'whenOver'>,
  maxAgeMs: number,
): ({ signedIn }: Pick<FastifyRequest, 'signedIn'>, end: () => void) => () => void {
  const open = new Set<() => void>()
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
    for (const end of open) end()
  })
  return ({ signedIn }, end) => {
    const age = setTimeout(end, maxAgeMs)
    const forget = signedIn && ends.whenOver(signedIn, end)
    if (isClosing) end()
    else open.add(end)
    return () => {
      clearTimeout(age)
      forget?.()
      open.delete(end)
    }
  }
}

/**
 * Counts the open streams of each account.
 *
 * @returns a function that lets one more in and gives what to call once it has ended
 * @throws Rejected RATE_LIMITED (from that function) when the account has too many open already
 */
export function limitStreams(most: number): (accountId: string) => () => void {
  const open = new Map<string, number>()
  const count = (accountId: string, change: number) => {
    const left = (open.get(accountId) ?? 0) + change
    if (left > 0) open.set(accountId, left)
    else open.delete(accountId)
  }
  return (accountId) => {
    rule((open.get(accountId) ?? 0) < most, 'RATE_LIMITED', `At most ${most} live streams at once; close a window.`)
    count(accountId, 1)
    return () => count(accountId, -1)
  }
}
