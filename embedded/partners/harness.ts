import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { EmbeddedServer } from '../cli.ts'
import { startPartners } from './server.ts'

interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes, and an assertion fails on a wrong one
  body: any
}

interface Asking {
  body?: unknown
  headers?: Record<string, string>
  timeoutMs?: number
}

/** Asks over real HTTP, with a token unless told otherwise. */
export async function ask(base: string, method: string, path: string, asking: Asking = {}): Promise<Answer> {
  const { body, headers, timeoutMs = 60_000 } = asking
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { authorization: 'Bearer test', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  })
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? await response.json() : await response.text(),
  }
}

interface Script {
  partner: string
  operation?: string
  mode?: 'once' | 'always'
  behaviours: Record<string, unknown>[]
  match?: Record<string, string>
}

/** A sandbox for the tests of one file, its scripts cleared and its clock back to noon in Korea before each. */
export function sandboxForTests() {
  let server: EmbeddedServer
  const base = () => `http://127.0.0.1:${server.port}`
  const call = (method: string, path: string, asking?: Asking) => ask(base(), method, path, asking)
  const clock = (now: string | null, held = true) => call('POST', '/control/clock', { body: { now, held } })
  beforeAll(async () => {
    server = await startPartners({ port: 0, data: ':memory:', latencyMs: { least: 0, most: 0 } })
  })
  beforeEach(async () => {
    await call('DELETE', '/control/script')
    await clock(NOON)
  })
  afterAll(() => server.stop())
  return {
    base,
    call,
    clock,
    script: (body: Script) => call('POST', '/control/script', { body }),
    record: async (query: Record<string, string>) =>
      (await call('GET', `/control/record?${new URLSearchParams(query)}`)).body,
  }
}

/** Noon in Korea, far from anyone's quiet hours. */
export const NOON = '2026-11-21T12:00:00+09:00'
export const later = (minutes: number) => new Date(Date.parse(NOON) + minutes * 60_000).toISOString()
