import type { Accepted } from './answer.ts'
import { messagesIn } from './messages.ts'
import { minPosition, rememberPosition } from './position.ts'
import { ApiProblem, problemFrom } from './problem.ts'

type Fetch = typeof fetch
type Params = Record<string, string | number | undefined>

const BASE = '/api/v1'

async function call(fetcher: Fetch, path: string, init?: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetcher(path, init)
  } catch {
    throw new ApiProblem({ title: 'No connection', status: 0, code: 'NETWORK' })
  }
  if (!response.ok) throw await problemFrom(response)
  return response
}

function address(path: string, params: Params): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) if (value !== undefined) query.set(name, String(value))
  return `${BASE}${path}${query.size ? `?${query}` : ''}`
}

async function ask(path: string, params: Params, fetcher: Fetch, init?: RequestInit): Promise<Response> {
  const waited = minPosition()
  try {
    return await call(fetcher, address(path, { ...params, 'min-position': waited }), init)
  } catch (error) {
    const behind = error instanceof ApiProblem && error.problem.code === 'READ_MODEL_BEHIND'
    if (!behind || waited === undefined) throw error
    return call(fetcher, address(path, params), init)
  }
}

const inBody = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** Runs a query that is asked in the body: what it looks for belongs into no address. */
export async function find<T>(path: string, body: object): Promise<T> {
  return (await ask(path, {}, fetch, inBody(body))).json() as Promise<T>
}

/** Asks something whose answer comes in messages, and hears them as they come; resolves after the last one. */
export async function hear<T>(path: string, body: object, take: (message: T) => void): Promise<void> {
  const response = await ask(path, {}, fetch, inBody(body))
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    const { messages, left } = messagesIn<T>(rest + read.value)
    rest = left
    for (const message of messages) take(message)
  }
}

/** Runs a query. Waits for the user's own last command; when the read model is behind, takes what there is. */
export async function get<T>(path: string, params: Params = {}, fetcher: Fetch = fetch): Promise<T> {
  return (await ask(path, params, fetcher)).json() as Promise<T>
}

/** The same, with the instant up to which the answer has everything. */
export async function getDated<T>(path: string, params: Params, fetcher: Fetch): Promise<{ body: T; asOf: string }> {
  const response = await ask(path, params, fetcher)
  const asOf = response.headers.get('madang-as-of') ?? new Date().toISOString()
  return { body: (await response.json()) as T, asOf }
}

interface SendOptions {
  /** One key for one act of the user, however often it is sent. */
  key?: string
  fetcher?: Fetch
}

/** Sends a command and remembers its position. A lost answer is asked for once more under the same key. */
export async function send(name: string, command: object, options: SendOptions = {}): Promise<Accepted> {
  const { key = crypto.randomUUID(), fetcher = fetch } = options
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  const request = { method: 'POST', headers, body: JSON.stringify(command) }
  const again = (error: unknown) => {
    if (!(error instanceof ApiProblem) || error.problem.code !== 'NETWORK') throw error
    return call(fetcher, `${BASE}/commands/${name}`, request)
  }
  const response = await call(fetcher, `${BASE}/commands/${name}`, request).catch(again)
  const accepted = (await response.json()) as Accepted
  rememberPosition(accepted.position)
  return accepted
}
