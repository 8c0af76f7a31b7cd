import type { z } from 'zod'
import type { Guard } from '../resilience/guard.ts'
import type { DataRequest, LanguageModel, ModelReply } from './language-model.ts'
import { fromGuard } from './open-stream.ts'
import { AiError, type Tokens } from './port.ts'
import { retried } from './retry.ts'

export interface AskOptions {
  /** Timeout per call, bulkhead and breaker of the provider. */
  guard: Guard
  /** Pause before the second try; doubles. */
  retryDelayMs?: number | undefined
  /** How long one answer may take, where that is not the guard's usual time. */
  limitMs?: number
}

export type Question<S extends z.ZodType> = Omit<DataRequest, 'turns' | 'format'> & {
  prompt: string
  format: { name: string; schema: S }
}

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
  { guard, retryDelayMs, limitMs }: AskOptions,
  spent: Tokens,
  signal: AbortSignal,
): Promise<ModelReply> {
  const attempt = async () => {
    spent.tries += 1
    const reply = await guard
      .run((limited) => model.answer(request, limited), signal, limitMs)
      .catch((error: unknown) => {
        throw fromGuard(model.id, error)
      })
    spent.input += reply.inputTokens
    spent.output += reply.outputTokens
    spent.masked += reply.masked ?? 0
    if (reply.refusal !== undefined) throw new AiError('refused', model.id, `${model.id} refused: ${reply.refusal}`)
    return reply
  }
  return retried(model.id, attempt, { delayMs: retryDelayMs, signal })
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
