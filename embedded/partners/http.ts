import type { IncomingMessage } from 'node:http'
import type { Sandbox } from './sandbox.ts'

/** One parsed request, as a partner's handler sees it. */
export interface Call {
  params: Record<string, string>
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: unknown
  /** The row this request has in the record; posts point back at it. */
  seq: number
  reference: string | null
}

export interface Reply {
  status: number
  body: unknown
  headers?: Record<string, string>
}

/** One operation of a partner. Handlers are synchronous, so that check-then-write needs no lock. */
export interface Route {
  method: string
  path: string
  operation: string
  handle(call: Call, sandbox: Sandbox): Reply
}

export interface Partner {
  name: string
  routes: Route[]
  /** How this partner's requests say which post they are about: an idempotency key, a request id, a marker. */
  reference(call: Omit<Call, 'reference' | 'seq'>, sandbox: Sandbox): string | null
  /** This partner's own shape of an error body. */
  fault(status: number, code: string, message: string): unknown
}

/** An answer that a handler gives up with. */
export class Refusal extends Error {
  readonly reply: Reply
  constructor(status: number, body: unknown, headers?: Record<string, string>) {
    super(`refused with ${status}`)
    this.reply = headers ? { status, body, headers } : { status, body }
  }
}

/** A field of an unknown JSON body, when it is a string. */
export function text(body: unknown, field: string): string | null {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined
  return typeof value === 'string' ? value : null
}

const LIMIT = 10 * 1024 * 1024

/** Reads a body whole; a body over the limit is refused before it fills the memory. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LIMIT) throw new Refusal(413, { error: { code: 'BODY_TOO_LARGE', message: `over ${LIMIT} bytes` } })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** JSON or a form, by content type; `undefined` stands for a body that is not what it says it is. */
export function parseBody(raw: string, contentType: string | undefined): unknown {
  if (raw === '') return null
  if (contentType?.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(raw))
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}

interface Match {
  route: Route
  params: Record<string, string>
}

/** Compiles `/a/:id` paths once; more literal paths must stand before those with parameters. */
export function matcher(routes: Route[]): (method: string, path: string) => Match | null {
  const compiled = routes.map((route) => ({
    route,
    pattern: new RegExp(`^${route.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`),
  }))
  return (method, path) => {
    for (const { route, pattern } of compiled) {
      const found = route.method === method ? pattern.exec(path) : null
      if (found) return { route, params: decoded(found.groups ?? {}) }
    }
    return null
  }
}

function decoded(groups: Record<string, string>): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]))
  } catch {
    throw new Refusal(400, { error: { code: 'BAD_PATH', message: 'the path is not properly percent-encoded' } })
  }
}
