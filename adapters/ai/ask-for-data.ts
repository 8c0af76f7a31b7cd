import { setTimeout as sleep } from 'node:timers/promises'
import pRetry from 'p-retry'
import type { z } from 'zod'
import { type Guard, Guarded } from '../resilience/guard.ts'
import type { DataRequest, LanguageModel, ModelReply } from './language-model.ts'
import { AiError } from './port.ts'

export interface AskOptions {
  /** Timeout per call, bulkhead and breaker of the provider. */
  guard: Guard
  /** Pause before the second try; doubles. */
  retryDelayMs?: number
}

export interface Tokens {
  input: number
  output: number
}

type Question<S extends z.ZodType> = Omit<DataRequest, 'turns' | 'format'> & {
  prompt: string
  format: { name: string; schema: S }
}

const TRIES = 3
/** Asked to wait for longer than this, it is better to go on to the next provider. */
const LONGEST_WAIT_MS = 2_000
const MOST_ISSUES = 8

/**
 * Asks a model for data of a given shape. What does not fit is sent back once, with what is wrong with it.
 *
 * @param spent grows with every reply that was paid for, so that it is right even when this throws
 */
export async function askForData<S extends z.ZodType>(
  model: LanguageModel,
  question: Question<S>,
  options: AskOptions,
  spent: Tokens,
  signal: AbortSignal,
): Promise<z.output<S>> {
  const { prompt, ...request } = question
  const turns: DataRequest['turns'] = [{ role: 'user', content: prompt }]
  const reply = await answerOrRetry(model, { ...request, turns }, options, spent, signal)
  const first = parse(request.format.schema, reply.text)
  if (first.success) return first.data
  const repair = `That does not fit: ${first.problem}. Answer again with the whole JSON, corrected, and nothing else.`
  // An empty assistant turn would be refused by the API.
  turns.push({ role: 'assistant', content: reply.text || '{}' }, { role: 'user', content: repair })
  const repaired = await answerOrRetry(model, { ...request, turns }, options, spent, signal)
  const second = parse(request.format.schema, repaired.text)
  if (second.success) return second.data
  throw new AiError('invalid-output', model.id, `${model.id}: ${request.format.name} is unusable: ${second.problem}`)
}

async function answerOrRetry(
  model: LanguageModel,
  request: DataRequest,
  { guard, retryDelayMs = 250 }: AskOptions,
  spent: Tokens,
  signal: AbortSignal,
): Promise<ModelReply> {
  const attempt = async () => {
    const reply = await guard
      .run((limited) => model.answer(request, limited), signal)
      .catch((error: unknown) => {
        throw fromGuard(model.id, error)
      })
    spent.input += reply.inputTokens
    spent.output += reply.outputTokens
    if (reply.refusal !== undefined) throw new AiError('refused', model.id, `${model.id} refused: ${reply.refusal}`)
    return reply
  }
  const shouldRetry = ({ error }: { error: Error }) =>
    error instanceof AiError && error.kind === 'retryable' && (error.retryAfterMs ?? 0) <= LONGEST_WAIT_MS
  const onFailedAttempt = async ({ error, retriesLeft }: { error: Error; retriesLeft: number }) => {
    if (error instanceof AiError && error.retryAfterMs && retriesLeft > 0 && shouldRetry({ error }))
      await sleep(error.retryAfterMs, undefined, { signal })
  }
  try {
    const retries = { retries: TRIES - 1, minTimeout: retryDelayMs, factor: 2, randomize: true }
    return await pRetry(attempt, { ...retries, shouldRetry, onFailedAttempt, signal })
  } catch (error) {
    if (error instanceof AiError) throw error
    throw new AiError('unavailable', model.id, `${model.id}: no time left`, { cause: error })
  }
}

/** A timeout may not come again; an open breaker, a full bulkhead or a caller who left surely do. */
function fromGuard(provider: LanguageModel['id'], error: unknown): unknown {
  if (!(error instanceof Guarded)) return error
  return new AiError(error.code === 'TIMEOUT' ? 'retryable' : 'unavailable', provider, error.message, { cause: error })
}

const FENCE = /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/

function parse<S extends z.ZodType>(schema: S, text: string) {
  let value: unknown
  try {
    // Some OpenAI-compatible servers wrap JSON in a code fence.
    value = JSON.parse(FENCE.exec(text)?.[1] ?? text)
  } catch (error) {
    return { success: false as const, problem: `not JSON (${(error as Error).message})` }
  }
  const result = schema.safeParse(value)
  if (result.success) return { success: true as const, data: result.data }
  const issues = result.error.issues.slice(0, MOST_ISSUES)
  return { success: false as const, problem: issues.map((one) => `${one.path.join('.')}: ${one.message}`).join('; ') }
}
