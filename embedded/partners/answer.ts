import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Call, matcher, type Partner, parseBody, Refusal, type Reply, type Route, readBody } from './http.ts'
import type { Sandbox } from './sandbox.ts'
import type { Behaviour } from './script.ts'

export interface Latency {
  least: number
  most: number
}

interface Arrival {
  partner: Partner
  route: Route
  call: Call
  raw: string
  path: string
}

const GARBAGE: Reply = {
  status: 200,
  body: '<html>Bad gateway <b>200',
  headers: { 'content-type': 'text/html' },
}

/** Answers every request: note it, look for a script, wait, do what is asked or what the script says. */
export function createAnswer(sandbox: Sandbox, partners: Partner[], control: Partner, latency: Latency) {
  const owners = new Map(
    [...partners, control].flatMap((owner) => owner.routes.map((route) => [route, owner] as const)),
  )
  const match = matcher([...owners.keys()])
  const stopping = new AbortController()
  const working = new Set<Promise<void>>()

  async function receive(request: IncomingMessage): Promise<Arrival> {
    const url = new URL(request.url ?? '/', 'http://sandbox')
    const found = match(request.method ?? 'GET', url.pathname)
    const partner = found && owners.get(found.route)
    if (!found || !partner) throw new Refusal(404, { error: { code: 'NO_SUCH_API', message: url.pathname } })
    const raw = await readBody(request)
    const { headers } = request
    const body = parseBody(raw, headers['content-type'])
    const asked = { params: found.params, query: url.searchParams, headers, body }
    const call = { ...asked, reference: partner.reference(asked, sandbox), seq: 0 }
    return { partner, route: found.route, call, raw, path: withoutSecrets(url) }
  }

  async function perform({ partner, route, call, raw, path }: Arrival, response: ServerResponse): Promise<void> {
    const seen = { partner: partner.name, operation: route.operation, path, reference: call.reference }
    const noted = { ...seen, method: route.method, body: redacted(call.body), at: sandbox.clock.now() }
    call.seq = sandbox.store.addRequest(noted)
    const behaviour = sandbox.scripts.take({ ...seen, raw }) ?? { kind: 'ok' }
    const wait = behaviour.kind === 'latency' ? behaviour.ms : spread(call.seq, latency)
    if (wait > 0) await sleep(wait, undefined, { signal: stopping.signal })
    const carriesOut = ['ok', 'latency'].includes(behaviour.kind) || behaviour.kind.endsWith('-after-success')
    const reply = carriesOut ? attempt(route, call, sandbox) : scripted(behaviour, partner)
    sandbox.store.setOutcome(call.seq, outcome(behaviour, reply))
    deliver(behaviour, reply, response)
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const arrival = await receive(request)
      if (arrival.partner === control) send(response, attempt(arrival.route, arrival.call, sandbox))
      else await perform(arrival, response)
    } catch (error) {
      if (stopping.signal.aborted) response.destroy()
      else if (error instanceof Refusal) send(response, error.reply)
      else send(response, { status: 500, body: { error: { code: 'SANDBOX_BROKEN', message: String(error) } } })
    }
  }

  return {
    answer(request: IncomingMessage, response: ServerResponse) {
      const work = serve(request, response).finally(() => working.delete(work))
      working.add(work)
    },
    /** Gives up what waits in a latency, so that nothing writes once the database is closed. */
    async stop() {
      stopping.abort()
      await Promise.all(working)
    },
  }
}

function attempt(route: Route, call: Call, sandbox: Sandbox): Reply {
  try {
    return route.handle(call, sandbox)
  } catch (error) {
    if (error instanceof Refusal) return error.reply
    throw error
  }
}

/** What a script answers in the handler's place. */
function scripted(behaviour: Behaviour, partner: Partner): Reply {
  if (behaviour.kind === 'rate-limit') {
    const body = partner.fault(429, 'RATE_LIMITED', 'too many requests')
    return { status: 429, body, headers: { 'retry-after': String(behaviour.retryAfter) } }
  }
  if (behaviour.kind !== 'status') return GARBAGE
  const { status, retryAfter } = behaviour
  const body = behaviour.body ?? partner.fault(status, 'SCRIPTED', `scripted answer ${status}`)
  return { status, body, ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }) }
}

const swallowed = ({ kind }: Behaviour) => kind.startsWith('timeout') || kind.startsWith('reset')

/** A status code, or the behaviour that kept it from the sender (with the code that was kept back). */
function outcome(behaviour: Behaviour, reply: Reply): string {
  if (behaviour.kind.endsWith('-after-success')) return `${behaviour.kind} ${reply.status}`
  return swallowed(behaviour) || behaviour.kind === 'garbage' ? behaviour.kind : String(reply.status)
}

function deliver({ kind }: Behaviour, reply: Reply, response: ServerResponse): void {
  if (kind.startsWith('timeout')) return
  if (kind.startsWith('reset')) response.socket?.resetAndDestroy()
  else send(response, kind.startsWith('garbage') ? GARBAGE : reply)
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  // Who has gone meanwhile gets nothing, and what was done stays done.
  if (response.destroyed) return
  const isText = typeof body === 'string'
  const type = { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8' }
  response.writeHead(status, { ...type, ...headers })
  response.end(isText ? body : JSON.stringify(body))
}

/** Spreads requests over the latency by their number: the same every run. */
function spread(seq: number, { least, most }: Latency): number {
  return least + ((seq * 0.618_034) % 1) * (most - least)
}

const SECRETS = ['access_token', 'serviceKey']

/** The path as it may be kept: tokens in the query have no place in a record that anyone may read. */
function withoutSecrets(url: URL): string {
  const query = new URLSearchParams(url.searchParams)
  for (const secret of SECRETS) if (query.has(secret)) query.set(secret, '***')
  return query.size > 0 ? `${url.pathname}?${query}` : url.pathname
}

function redacted(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('access_token' in body)) return body
  return { ...body, access_token: '***' }
}
