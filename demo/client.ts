import { openEventStream } from './event-stream.ts'

/** An answer of the API. */
export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: the demo reads answers as a stranger's script would
  body: any
  ms: number
}

/** A caller of the public HTTP API; `token` is sent once it is set. */
export interface Client {
  origin: string
  token: string | undefined
  get(path: string): Promise<Answer>
  /** Sends a command. Throws unless it was accepted, or answered with the status that is expected. */
  command(name: string, input: object, options?: { key?: string; wait?: number; expect?: number }): Promise<Answer>
  post(path: string, body: object, expect?: number): Promise<Answer>
}

/** Asks for an answer that has in it what the caller itself did before. */
const afterOwnWrites = (path: string, position: number) =>
  position === 0 || path.includes('min-position=')
    ? path
    : `${path}${path.includes('?') ? '&' : '?'}min-position=${position}`

/** @param origin `http://127.0.0.1:3000` */
export function createClient(origin: string): Client {
  let position = 0
  const client: Client = {
    origin,
    token: undefined,
    get: (path) => call('GET', afterOwnWrites(path, position), undefined, {}, 200),
    post: (path, body, expect = 200) => call('POST', path, body, {}, expect),
    command: (name, input, { key, wait, expect } = {}) => {
      const headers = { 'idempotency-key': key ?? crypto.randomUUID(), ...(wait ? { prefer: `wait=${wait}` } : {}) }
      return call('POST', `/api/v1/commands/${name}`, input, headers, expect)
    },
  }
  const call = async (
    method: string,
    path: string,
    body: object | undefined,
    more: Record<string, string>,
    expect?: number,
  ) => {
    const began = performance.now()
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(client.token ? { authorization: `Bearer ${client.token}` } : {}),
        ...more,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    const answer = { status: response.status, body: text ? JSON.parse(text) : undefined, ms: performance.now() - began }
    const isFine = expect === undefined ? answer.status === 200 || answer.status === 202 : answer.status === expect
    position = Math.max(position, Number(answer.body?.position) || 0)
    if (!isFine) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`)
    return answer
  }
  return client
}

/** The live stream as one reads it: rows by view and id, as they come. */
export interface Live {
  /** Waits until a row of a view is as wanted; throws after the time. */
  until<T>(view: string, wanted: (row: T) => boolean, timeoutMs?: number): Promise<T>
  close(): void
}

/** Opens the server-sent events of the signed-in shop. */
export async function openLive(origin: string, token: string): Promise<Live> {
  const rows = new Map<string, { view: string; row: unknown }>()
  const take = (message: string) => {
    const data = /^data: (.*)$/m.exec(message)?.[1]
    if (!/^event: row$/m.test(message) || !data) return
    const { view, id, row } = JSON.parse(data)
    rows.set(`${view}/${id}`, { view, row })
  }
  const stream = await openEventStream(`${origin}/api/v1/live`, token, { take, broke: console.error })
  return {
    until: <T>(view: string, wanted: (row: T) => boolean, timeoutMs = 60_000) => {
      const look = () => [...rows.values()].find((entry) => entry.view === view && wanted(entry.row as T))
      const late = () => `no row of ${view} came to be as wanted within ${timeoutMs} ms`
      return stream.until(look, timeoutMs, late).then(({ row }) => row as T)
    },
    close: stream.close,
  }
}
