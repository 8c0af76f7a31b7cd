import { type Guard, Guarded } from './guard.ts'

/** Why a call brought nothing, told by what it means for the thing that was asked for. JSON data. */
export type Trouble =
  /** A definite no that asking again will not change. */
  | { outcome: 'rejected'; code: string; reason: string }
  /** Definitely not done, and may be asked for again. */
  | { outcome: 'unavailable'; code: string; reason: string; retryAfterMs?: number }
  /** It may have been done. */
  | { outcome: 'unknown'; code: string; reason: string }
  /** Not even asked for: the breaker is open. */
  | { outcome: 'skipped'; code: 'BREAKER_OPEN'; reason: string }

export type Reply = { ok: true; body: unknown } | { ok: false; trouble: Trouble; body?: unknown }

export interface Request {
  /** JSON, or a form when it is URLSearchParams. */
  body?: unknown
  headers?: Record<string, string>
  as?: 'json' | 'text'
  signal: AbortSignal
}

export interface HttpOptions {
  guard: Guard
  base: string
  headers?: Record<string, string>
  /** Finds the code and the message in this API's error bodies. */
  errorOf?: (body: unknown) => { code: string; message: string } | undefined
}

export type Http = ReturnType<typeof createHttp>

/** What speaks against the service itself, and so counts for its breaker. */
class Failed extends Error {
  readonly trouble: Trouble
  constructor(trouble: Trouble) {
    super(trouble.reason)
    this.trouble = trouble
  }
}

/** Guarded calls to one outside API. Never retries, never throws for what the API or the network did. */
export function createHttp({ guard, base, headers: common = {}, errorOf = () => undefined }: HttpOptions) {
  async function send(method: string, path: string, { body, headers, as = 'json' }: Request, signal: AbortSignal) {
    const isForm = body instanceof URLSearchParams
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { ...common, ...(body && !isForm ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
      // Following would send the token, and perhaps the post, to somewhere else.
      redirect: 'manual',
      signal,
    })
    return judge(response, as, await response.text())
  }

  function judge({ status, headers }: Response, as: 'json' | 'text', text: string): Reply {
    const body = as === 'text' && status < 400 ? text : parsed(text)
    if (status >= 200 && status < 300 && body !== undefined) return { ok: true, body }
    const trouble = troubleOf(status, headers, errorOf(body))
    if (trouble.outcome === 'unknown' || status >= 500) throw new Failed(trouble)
    return { ok: false, trouble, body }
  }

  return async function call(method: string, path: string, request: Request): Promise<Reply> {
    try {
      return await guard.run((signal) => send(method, path, request, signal), request.signal)
    } catch (error) {
      return { ok: false, trouble: troubleWith(guard.id, error) }
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function troubleOf(status: number, headers: Headers, error: { code: string; message: string } | undefined): Trouble {
  const code = error?.code ?? `HTTP_${status}`
  const reason = error?.message.slice(0, 300) || `answered with ${status}`
  const wait = retryAfter(headers.get('retry-after'))
  if (status === 429 || status === 503)
    return { outcome: 'unavailable', code, reason, ...(wait === undefined ? {} : { retryAfterMs: wait }) }
  if (status >= 400 && status < 500 && status !== 408) return { outcome: 'rejected', code, reason }
  if (status >= 200 && status < 300) return { outcome: 'unknown', code: 'GARBAGE', reason: 'answered with no JSON' }
  return { outcome: 'unknown', code, reason }
}

/** Seconds or a date, as RFC 9110 has it. */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : undefined
}

/** Network errors from before a single byte of the request could have left. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|.*CERT.*)$/

function troubleWith(id: string, error: unknown): Trouble {
  if (error instanceof Failed) return error.trouble
  if (error instanceof Guarded) return troubleBy(error)
  const code = networkCode(error)
  // fetch tells of every network failure with a TypeError that has a cause; one without is a mistake of ours.
  if (code === undefined) throw error
  const sent = !NEVER_SENT.test(code)
  return { outcome: sent ? 'unknown' : 'unavailable', code, reason: `the connection to ${id} failed` }
}

function troubleBy({ code, started, message: reason }: Guarded): Trouble {
  if (code === 'BREAKER_OPEN') return { outcome: 'skipped', code, reason }
  return { outcome: started ? 'unknown' : 'unavailable', code, reason }
}

function networkCode(error: unknown): string | undefined {
  const { cause } = error instanceof TypeError ? error : {}
  if (!(cause instanceof Error)) return undefined
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
}
