export type Provider = 'anthropic' | 'openai'

/** One request as it arrived. The key itself is not kept. */
export interface ReceivedRequest {
  provider: Provider
  path: string
  /** Starts at 1, counted per provider. */
  number: number
  hasKey: boolean
  body: Record<string, unknown>
}

/** What to do with one request. */
export type Behaviour =
  /** A fitting answer, or `text` word for word; after `delayMs`. */
  | { kind: 'answer'; text?: string; delayMs?: number }
  /** An error of the provider's own shape: 401, 429, 500, 529 … */
  | { kind: 'status'; status: number; retryAfter?: number; code?: string }
  /** JSON that breaks off in the middle, as when the output limit is reached. */
  | { kind: 'malformed' }
  | { kind: 'refusal' }
  /** 200 with what is not the API's JSON. */
  | { kind: 'garbage' }
  /** The connection is cut without an answer. */
  | { kind: 'reset' }

export type Behave = (request: ReceivedRequest) => Behaviour
