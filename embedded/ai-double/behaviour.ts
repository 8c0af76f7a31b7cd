import { z } from 'zod'

export type Provider = 'anthropic' | 'openai' | 'stability'

/** One request as it arrived. The key itself is not kept. */
export interface ReceivedRequest {
  provider: Provider
  path: string
  /** Starts at 1, counted per provider. */
  number: number
  hasKey: boolean
  body: Record<string, unknown>
}

const Millis = z.int().min(0).max(600_000)
const Chars = z.int().min(0)

/** What to do with one request. */
export const Behaviour = z.discriminatedUnion('kind', [
  /** A fitting answer, or `text` word for word; after `delayMs`, and streamed a chunk every `chunkMs`. */
  z.strictObject({
    kind: z.literal('answer'),
    text: z.string().optional(),
    delayMs: Millis.optional(),
    chunkMs: Millis.optional(),
    chunkChars: z.int().min(1).optional(),
  }),
  /** Asks for a tool, after `text` where there is one. */
  z.strictObject({
    kind: z.literal('call'),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
    text: z.string().optional(),
  }),
  /** An error of the provider's own shape: 401, 429, 500, 529 … */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    retryAfter: z.number().min(0).optional(),
    code: z.string().optional(),
  }),
  /** JSON that breaks off in the middle: of the answer where data is asked for, of an event where it is streamed. */
  z.strictObject({ kind: z.literal('malformed'), afterChars: Chars.optional() }),
  z.strictObject({ kind: z.literal('refusal'), text: z.string().optional() }),
  /** 200 with what is not the API's JSON. */
  z.strictObject({ kind: z.literal('garbage') }),
  /** The connection is cut without an answer. */
  z.strictObject({ kind: z.literal('reset') }),
  /** The connection is cut in mid-stream; not streamed, it is cut without an answer. */
  z.strictObject({ kind: z.literal('break-off'), afterChars: Chars }),
  /** Says nothing more from there on, and never ends. */
  z.strictObject({ kind: z.literal('stall'), afterChars: Chars }),
])
export type Behaviour = z.infer<typeof Behaviour>

export type Behave = (request: ReceivedRequest) => Behaviour
