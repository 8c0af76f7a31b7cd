import { setTimeout as delay } from 'node:timers/promises'
import { kebab } from '../../commands/routes.ts'
import { commandTypes } from '../../domain/index.ts'
import { count, type Journal } from './journal.ts'

/** A shop that is signed in. */
export interface Shop {
  accountId: string
  merchantId: string
  token: string
}

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a stranger's program would
type Body = any

export interface CommandOptions {
  /** Idempotency key, the same for every try. */
  key: string
  /** Without one the public calls. */
  shop?: Shop | undefined
  /** Codes with which the command may rightly be refused. */
  refusals?: readonly string[]
}

/** Calls the applications as a well-behaved program does: the other one after each failure, with the same key. */
export interface Caller {
  /** Sends a command until it is answered; undefined when it was refused. */
  command(name: string, input: object, options: CommandOptions): Promise<Body | undefined>
  /** Reads; undefined when there is no answer now. */
  get(path: string, shop: Shop): Promise<Body | undefined>
  post(path: string, body: object): Promise<Body | undefined>
}

export interface CallerDeps {
  origins: readonly string[]
  journal: Journal
  /** Until when, by `performance.now()`, a command must have been answered. */
  deadline: () => number
}

const TRY_MS = 4_000
const PAUSE_MS = 250
/** Answers that mean: not now. */
const LATER = new Set(['RATE_LIMITED', 'UNAVAILABLE', 'READ_MODEL_BEHIND', 'CONFLICT', 'no answer'])
const TYPES = new Map([...commandTypes.keys()].map((type) => [kebab(type), type]))

interface Answer {
  isDone: boolean
  code: string
  body: Body
}

export function createCaller({ origins, journal, deadline }: CallerDeps): Caller {
  let turn = 0
  const call = async (method: string, path: string, token?: string, body?: object, key?: string): Promise<Answer> => {
    turn += 1
    const headers = {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
    }
    const sent = {
      method,
      headers,
      signal: AbortSignal.timeout(TRY_MS),
      ...(body ? { body: JSON.stringify(body) } : {}),
    }
    const answer = await fetch(`${origins[turn % origins.length]}${path}`, sent)
      .then(async (response) => ({
        status: response.status,
        isDone: response.ok,
        body: (await response.json()) as Body,
      }))
      // Killed, frozen or gone in the middle of its words: all the same to a caller.
      .catch(() => ({ status: 0, isDone: false, body: undefined }))
    const code = answer.isDone ? 'ok' : (answer.body?.code ?? (answer.status === 0 ? 'no answer' : `${answer.status}`))
    count(journal.answers, code)
    // Shops give the password that they signed up with, and wait for their account.
    if (code === 'SIGN_IN_FAILED') journal.surprises.push(`${path} was answered SIGN_IN_FAILED`)
    return { ...answer, code }
  }

  const command = async (name: string, input: object, { key, shop, refusals = [] }: CommandOptions) => {
    while (performance.now() < deadline()) {
      const { isDone, code, body } = await call('POST', `/api/v1/commands/${name}`, shop?.token, input, key)
      if (isDone) {
        const { id, revision, position, repeated } = body
        const accountId = shop?.accountId ?? 'public'
        journal.acknowledged.push({ type: TYPES.get(name) ?? name, key, accountId, id, revision, position, repeated })
        return body
      }
      if (refusals.includes(code)) return undefined
      if (!LATER.has(code)) journal.surprises.push(`${name} ${key} was answered ${code}: ${body?.detail}`)
      if (!LATER.has(code) && code !== 'INTERNAL') return undefined
      await delay(PAUSE_MS)
    }
    journal.surprises.push(`${name} ${key} was not answered in time`)
    return undefined
  }

  return {
    command,
    get: async (path, { token }) => {
      const { isDone, body } = await call('GET', path, token)
      return isDone ? body : undefined
    },
    post: async (path, sent) => {
      const { isDone, body } = await call('POST', path, undefined, sent)
      return isDone ? body : undefined
    },
  }
}
