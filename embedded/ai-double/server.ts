import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EmbeddedServer } from '../cli.ts'
import { ANSWERS } from './answers.ts'
import { anthropicError, anthropicSchema, message } from './anthropic.ts'
import type { Behave, Behaviour, Provider, ReceivedRequest } from './behaviour.ts'
import { completion, openAiError, openAiSchema } from './openai.ts'

export interface AiDoubleOptions {
  port: number
  /** Decides on each request; every one is answered well unless told otherwise. */
  behave?: Behave
}

export interface AiDouble extends EmbeddedServer {
  /** Base addresses as the official SDKs take them. */
  anthropicUrl: string
  openAiUrl: string
  requests: ReceivedRequest[]
}

const PATHS: Record<string, Provider> = { '/v1/messages': 'anthropic', '/v1/chat/completions': 'openai' }

/** Starts a local double of both providers' APIs. It knows no key but refuses a missing one, as they do. */
export async function startAiDouble({ port, behave = () => ({ kind: 'answer' }) }: AiDoubleOptions): Promise<AiDouble> {
  const requests: ReceivedRequest[] = []
  const stopping = new AbortController()

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://double').pathname
    const provider = PATHS[path]
    if (!provider || request.method !== 'POST') return send(response, 404, { error: { message: `no ${path} here` } })
    const number = requests.filter((one) => one.provider === provider).length + 1
    const received = { provider, path, number, hasKey: hasKey(provider, request), body: await readBody(request) }
    requests.push(received)
    const behaviour: Behaviour = received.hasKey ? behave(received) : { kind: 'status', status: 401 }
    if (behaviour.kind === 'answer' && behaviour.delayMs)
      await sleep(behaviour.delayMs, undefined, { signal: stopping.signal })
    deliver(received, behaviour, response)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const bound = (server.address() as AddressInfo).port
  return {
    port: bound,
    anthropicUrl: `http://127.0.0.1:${bound}`,
    openAiUrl: `http://127.0.0.1:${bound}/v1`,
    requests,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      stopping.abort()
      server.closeAllConnections()
      await closed
    },
  }
}

function deliver(request: ReceivedRequest, behaviour: Behaviour, response: ServerResponse): void {
  if (response.destroyed) return
  if (behaviour.kind === 'reset') response.socket?.resetAndDestroy()
  else if (behaviour.kind === 'garbage')
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Bad gateway')
  else if (behaviour.kind === 'status') refuse(request, behaviour, response)
  else send(response, 200, replyTo(request, behaviour))
}

function refuse(
  { provider }: ReceivedRequest,
  { status, retryAfter, code }: Behaviour & { kind: 'status' },
  response: ServerResponse,
) {
  const text = `the double answers ${status}`
  const body = provider === 'anthropic' ? anthropicError(status, text) : openAiError(status, text, code ?? null)
  send(response, status, body, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) })
}

function replyTo(request: ReceivedRequest, behaviour: Behaviour): unknown {
  const { provider, body } = request
  const { kind } = behaviour
  const fitting = fittingAnswer(provider === 'anthropic' ? anthropicSchema(body) : openAiSchema(body))
  const text = kind === 'malformed' ? brokenOff(fitting) : (textOf(behaviour) ?? fitting)
  if (provider === 'anthropic') {
    if (kind === 'refusal') return message(request, '', 'refusal')
    return message(request, text, kind === 'malformed' ? 'max_tokens' : 'end_turn')
  }
  if (kind === 'refusal') return completion(request, null, 'stop', 'I cannot help with that.')
  return completion(request, text, kind === 'malformed' ? 'length' : 'stop')
}

const textOf = (behaviour: Behaviour) => (behaviour.kind === 'answer' ? behaviour.text : undefined)
const brokenOff = (text: string) => text.slice(0, Math.floor(text.length / 2))

/** The canned answer for the first field that the schema asks for. */
function fittingAnswer(schema: unknown): string {
  const [field = ''] = Object.keys((schema as { properties?: object } | undefined)?.properties ?? {})
  return field in ANSWERS ? JSON.stringify(ANSWERS[field]) : 'The double has nothing to say.'
}

/** Anthropic's SDK sends its key as a bearer token since 1.0, and as `x-api-key` before. */
function hasKey(provider: Provider, { headers }: IncomingMessage): boolean {
  const bearer = /^Bearer \S/.test(headers.authorization ?? '')
  if (provider === 'openai') return bearer
  return Boolean(headers['anthropic-version']) && (bearer || Boolean(headers['x-api-key']))
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return JSON.parse(text)
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
