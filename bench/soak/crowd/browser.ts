import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { type Call, outcomeOf } from './calls.ts'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: string
}

/** One person's browser: connections of its own, a cookie, and a cache of what it has downloaded. */
export interface Browser {
  /** Calls; after a refusal it comes back when it was told to. Undefined when nothing came of it. */
  call(route: string, path: string, asked?: Asked): Promise<Answer | undefined>
  /** Opens a page, and downloads what that needs and is not in its cache. */
  page(route: string, path: string): Promise<Answer | undefined>
  /** Listens until `signal` aborts or the server ends it. */
  listen(path: string, signal: AbortSignal): Promise<void>
  close(): void
}

export interface BrowserOptions {
  origin: string
  /** Address that the instance takes it to come from. */
  ip: string
  token?: string
  signal: AbortSignal
  record(call: Call): void
  /** Counts rows of live streams. */
  onRow(): void
}

const TIMEOUT_MS = 15_000
const TRIES = 3
const CONNECTIONS = 6
const ASSET = /(?:href|src)="(?:\.{0,2})(\/_app\/[^"]+)"/g

export function openBrowser({ origin, ip, token, signal, record, onRow }: BrowserOptions): Browser {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const cached = new Set<string>()
  const own = { origin, 'x-forwarded-for': ip, ...(token ? { cookie: `madang_session=${token}` } : {}) }

  const send = ({ method = 'GET', headers = {}, body }: Asked, path: string, until: AbortSignal) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const options = { method, agent, signal: until, headers: { ...own, ...headers } }
      const sent = request(`${origin}${path}`, options, resolve)
      sent.on('error', reject)
      sent.end(body)
    })

  const once = async (route: string, path: string, asked: Asked): Promise<Answer | undefined> => {
    const at = Date.now()
    const began = performance.now()
    const done = (call: Pick<Call, 'outcome' | 'detail'>) =>
      signal.aborted || record({ route, at, ms: performance.now() - began, ...call })
    try {
      const response = await send(asked, path, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]))
      const body = await text(response)
      const { statusCode: status = 0, headers } = response
      const outcome = outcomeOf(status, headers['retry-after'])
      done({ outcome, ...(outcome === 'ok' ? {} : { detail: `${status} ${codeOf(body)}`.trim() }) })
      return { status, headers, body }
    } catch (error) {
      done({ outcome: 'error', detail: error instanceof Error ? error.message : String(error) })
      return undefined
    }
  }

  const call = async (route: string, path: string, asked: Asked = {}): Promise<Answer | undefined> => {
    for (let tries = 1; tries <= TRIES && !signal.aborted; tries += 1) {
      const answer = await once(route, path, asked)
      if (!answer || (answer.status !== 429 && answer.status !== 503)) return answer
      // Not all at the same moment.
      const waitMs = Number(answer.headers['retry-after'] ?? 5) * 1_000 * (1 + Math.random())
      await delay(waitMs, undefined, { signal }).catch(() => {})
    }
    return undefined
  }

  const page = async (route: string, path: string): Promise<Answer | undefined> => {
    const answer = await call(route, path, { headers: { accept: 'text/html' } })
    const missing = [...new Set([...(answer?.body.matchAll(ASSET) ?? [])].map(([, asset]) => asset ?? ''))]
    const fresh = missing.filter((asset) => !cached.has(asset))
    for (const asset of fresh) cached.add(asset)
    await Promise.all(
      fresh.map((asset) => call('files of the pages', asset, { headers: { 'accept-encoding': 'gzip, br' } })),
    )
    return answer
  }

  const listen = async (path: string, until: AbortSignal): Promise<void> => {
    const began = performance.now()
    const at = Date.now()
    const response = await send({}, path, AbortSignal.any([signal, until]))
    const outcome = outcomeOf(response.statusCode ?? 0, response.headers['retry-after'])
    record({ route: 'GET /live (until it begins)', at, ms: performance.now() - began, outcome })
    for await (const chunk of response) for (const _ of String(chunk).matchAll(/^event: row$/gm)) onRow()
  }
  return { call, page, listen, close: () => agent.destroy() }
}

async function text(response: IncomingMessage): Promise<string> {
  let body = ''
  response.setEncoding('utf8')
  for await (const chunk of response) body += chunk
  return body
}

/** The stable code of a problem document. */
function codeOf(body: string): string {
  return /"code":"(\w+)"/.exec(body)?.[1] ?? ''
}
