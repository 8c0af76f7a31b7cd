import { z } from 'zod'
import { createHttp, type Http, type Trouble } from '../resilience/http.ts'
import { safeRead } from '../resilience/safe-read.ts'
import { garbage, stale, unready } from './outcomes.ts'
import type { ChannelDeps } from './port.ts'

const Fault = z.object({
  error: z.object({ message: z.string().default(''), code: z.number(), error_subcode: z.number().optional() }),
})

/** Refusals that by Meta's documents mean something else than "no, for good". */
const MEANING: Record<string, (trouble: Trouble) => Trouble> = {
  // "An unknown error occurred" and "temporary issue": it may have been done.
  GRAPH_1: (trouble) => garbage(trouble.reason),
  GRAPH_2: (trouble) => garbage(trouble.reason),
  ...Object.fromEntries(['GRAPH_4', 'GRAPH_17', 'GRAPH_32', 'GRAPH_613'].map((code) => [code, limited])),
  GRAPH_9_2207042: limited,
  GRAPH_9007_2207027: ({ reason }) => unready(reason, 2_000),
  GRAPH_24_2207006: ({ reason }) => stale(reason),
}
const HOUR = 3_600_000

const meaning = (trouble: Trouble): Trouble =>
  (trouble.outcome === 'rejected' ? MEANING[trouble.code]?.(trouble) : undefined) ?? trouble

export function limited({ code, reason }: { code: string; reason: string }): Exclude<Trouble, { outcome: 'unknown' }> {
  return { outcome: 'unavailable', code, reason, retryAfterMs: HOUR }
}

export const NO_SUCH_OBJECT = 'GRAPH_100_33'
export const BAD_PARAMETER = 'GRAPH_100'

export type Graph = ReturnType<typeof graph>

/** Calls to the Graph API whose answers are checked and whose error codes are understood. */
export function graph(base: string, token: string, { guard, pauseMs = 200 }: ChannelDeps) {
  const http: Http = createHttp({
    guard,
    base,
    headers: { authorization: `Bearer ${token}` },
    errorOf(body) {
      const error = Fault.safeParse(body).data?.error
      if (!error) return undefined
      const { code, error_subcode, message } = error
      return { code: ['GRAPH', code, ...(error_subcode ? [error_subcode] : [])].join('_'), message }
    },
  })
  type Answer<T> = { ok: true; data: T } | { ok: false; trouble: Trouble }
  const understood = <T>(schema: z.ZodType<T>, reply: Awaited<ReturnType<Http>>): Answer<T> => {
    if (!reply.ok) return { ok: false, trouble: meaning(reply.trouble) }
    const checked = schema.safeParse(reply.body)
    return checked.success
      ? { ok: true, data: checked.data }
      : { ok: false, trouble: garbage('Instagram answered with something else than asked for') }
  }
  return {
    async read<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<Answer<T>> {
      return understood(schema, await safeRead(() => http('GET', path, { signal }), { signal, pauseMs }))
    },
    /** One try. */
    async act<T>(
      method: string,
      path: string,
      form: Record<string, string>,
      schema: z.ZodType<T>,
      signal: AbortSignal,
    ) {
      const body = method === 'POST' ? { body: new URLSearchParams(form) } : {}
      return understood(schema, await http(method, path, { ...body, signal }))
    },
  }
}
