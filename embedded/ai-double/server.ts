import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EmbeddedServer } from '../cli.ts'
import { anthropicError } from './anthropic.ts'
import type { Behave, Behaviour, Provider, ReceivedRequest } from './behaviour.ts'
import { control, readBytes, send } from './control.ts'
import { stream } from './frames.ts'
import { openAiImages, stabilityArtifacts, stabilityImage } from './images.ts'
import { openAiError } from './openai.ts'
import { streamedReply, wholeReply } from './replies.ts'
import { createScripts } from './script.ts'
import { embeddings } from './vectors.ts'

export interface AiDoubleOptions {
  port: number
  /** Decides on each request that no script is waiting for; every one is answered well unless told otherwise. */
  behave?: Behave
}

export interface AiDouble extends EmbeddedServer {
  /** Base addresses as the official SDKs take them; Stability has the first one too. */
  anthropicUrl: string
  openAiUrl: string
  requests: ReceivedRequest[]
}

type Operation = 'chat' | 'embeddings' | 'images' | 'artifacts' | 'image'
const ROUTES: { path: RegExp; provider: Provider; operation: Operation }[] = [
  { path: /^\/v1\/messages$/, provider: 'anthropic', operation: 'chat' },
  { path: /^\/v1\/chat\/completions$/, provider: 'openai', operation: 'chat' },
  { path: /^\/v1\/embeddings$/, provider: 'openai', operation: 'embeddings' },
  { path: /^\/v1\/images\/generations$/, provider: 'openai', operation: 'images' },
  { path: /^\/v1\/generation\/[^/]+\/text-to-image$/, provider: 'stability', operation: 'artifacts' },
  { path: /^\/v2beta\/stable-image\/generate\/\w+$/, provider: 'stability', operation: 'image' },
]

/** Starts a local double of the providers' APIs. It knows no key but refuses a missing one, as they do. */
export async function startAiDouble({ port, behave = () => ({ kind: 'answer' }) }: AiDoubleOptions): Promise<AiDouble> {
  const requests: ReceivedRequest[] = []
  const scripts = createScripts()
  const stopping = new AbortController()

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://double').pathname
    if (await control(request, response, path, { scripts, requests })) return
    const route = ROUTES.find((one) => one.path.test(path))
    if (!route || request.method !== 'POST') return send(response, 404, { error: { message: `no ${path} here` } })
    const { provider, operation } = route
    const number = requests.filter((one) => one.provider === provider).length + 1
    const received = { provider, path, number, hasKey: hasKey(provider, request), body: await readBody(request) }
    requests.push(received)
    const wanted = (): Behaviour => scripts.take(received) ?? behave(received)
    const behaviour: Behaviour = received.hasKey ? wanted() : { kind: 'status', status: 401 }
    await deliver({ request, received, behaviour, operation, response, signal: stopping.signal })
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

interface Delivery {
  request: IncomingMessage
  received: ReceivedRequest
  behaviour: Behaviour
  operation: Operation
  response: ServerResponse
  signal: AbortSignal
}

async function deliver({ request, received, behaviour, operation, response, signal }: Delivery): Promise<void> {
  const { kind } = behaviour
  const streams = operation === 'chat' && received.body.stream === true
  if (response.destroyed) return
  if (kind === 'reset' || (kind === 'break-off' && !streams)) return void response.socket?.resetAndDestroy()
  if (kind === 'garbage') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Bad gateway')
  if (kind === 'status') return refuse(received, behaviour, response)
  if (streams) {
    const { frames, chunks } = streamedReply(received, behaviour)
    return stream(response, frames, behaviour, chunks, signal)
  }
  if (kind === 'stall') return
  if (kind === 'answer' && behaviour.delayMs) await sleep(behaviour.delayMs, undefined, { signal })
  if (response.destroyed) return
  if (operation === 'chat') return send(response, 200, wholeReply(received, behaviour))
  if (kind === 'malformed')
    return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[{"')
  if (operation === 'embeddings') return send(response, 200, embeddings(received.body))
  if (operation === 'images') return send(response, 200, openAiImages(received.body))
  if (operation === 'artifacts') return send(response, 200, stabilityArtifacts(received.body))
  const image = stabilityImage(received.body)
  if (request.headers.accept?.startsWith('image/')) response.writeHead(200, { 'content-type': 'image/png' }).end(image)
  else send(response, 200, { image: image.toString('base64'), finish_reason: 'SUCCESS', seed: 1 })
}

function refuse(
  { provider }: ReceivedRequest,
  { status, retryAfter, code }: Behaviour & { kind: 'status' },
  response: ServerResponse,
) {
  const text = `the double answers ${status}`
  const shapes = {
    anthropic: () => anthropicError(status, text),
    openai: () => openAiError(status, text, code ?? null),
    stability: () => ({ id: 'double', name: code ?? 'error', errors: [text] }),
  }
  send(response, status, shapes[provider](), retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) })
}

/** Anthropic's SDK sends its key as a bearer token since 1.0, and as `x-api-key` before. */
function hasKey(provider: Provider, { headers }: IncomingMessage): boolean {
  const bearer = /^Bearer \S/.test(headers.authorization ?? '')
  if (provider !== 'anthropic') return bearer
  return Boolean(headers['anthropic-version']) && (bearer || Boolean(headers['x-api-key']))
}

/** JSON, or the fields of a form. */
async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const bytes = await readBytes(request)
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) return JSON.parse(bytes.toString('utf8'))
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData()
  return Object.fromEntries([...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.size]))
}
