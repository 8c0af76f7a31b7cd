import pRetry from 'p-retry'
import type { Reply } from './http.ts'

export interface Tries {
  signal: AbortSignal
  pauseMs?: number
}

class Again extends Error {}

/** Up to three tries of something that changes nothing outside. An open breaker, a no and a rate limit are final. */
export async function safeRead(read: () => Promise<Reply>, { signal, pauseMs = 200 }: Tries): Promise<Reply> {
  let last: Reply | undefined
  const attempt = async () => {
    last = await read()
    if (isWorthAnother(last)) throw new Again()
    return last
  }
  try {
    return await pRetry(attempt, { retries: 2, minTimeout: pauseMs, factor: 2, randomize: true, signal })
  } catch (error) {
    if (last && (error instanceof Again || signal.aborted)) return last
    if (!signal.aborted) throw error
    return { ok: false, trouble: { outcome: 'unavailable', code: 'CANCELLED', reason: 'the reading was given up' } }
  }
}

function isWorthAnother(reply: Reply): boolean {
  if (reply.ok || !['unavailable', 'unknown'].includes(reply.trouble.outcome)) return false
  return !('retryAfterMs' in reply.trouble) && reply.trouble.code !== 'CANCELLED'
}
