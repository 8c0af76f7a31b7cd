import { z } from 'zod'
import type { AiTask } from '../../domain/ai-models.ts'

/** USD per million tokens. */
export const Price = z.object({ input: z.number().min(0), output: z.number().min(0) })
export type Price = z.infer<typeof Price>

/** What is known of a model, and how it is asked where its own default would be slow: plans need writing, not long thinking. */
export interface ModelFacts {
  vendor: 'anthropic' | 'openai'
  /** What it can be asked for; who can chat knows tools and streams. */
  tasks: readonly AiTask[]
  price: Price
  /** USD for one picture of 1536×1024 in medium quality, of models that paint. */
  perPictureUsd?: number
  /** Anthropic's `output_config.effort`, OpenAI's `reasoning_effort`. */
  effort?: 'none' | 'low'
}

const WRITES: readonly AiTask[] = ['recommend', 'chat']

/**
 * List prices as published up to 2026-10-24: standard tier, prompts of up to 100,000 tokens. `AI_PRICES` overrides them.
 * Within a vendor and a task the first one is preferred; `AI_PREFER` says it otherwise.
 */
export const MODELS: Record<string, ModelFacts> = {
  'claude-haiku-5-5': { vendor: 'anthropic', tasks: WRITES, price: { input: 0.1, output: 0.5 }, effort: 'low' },
  'claude-sonnet-5-5': { vendor: 'anthropic', tasks: WRITES, price: { input: 2, output: 10 }, effort: 'low' },
  'claude-opus-5-5': { vendor: 'anthropic', tasks: WRITES, price: { input: 4, output: 20 }, effort: 'low' },
  'claude-haiku-4-5': { vendor: 'anthropic', tasks: WRITES, price: { input: 1, output: 5 } },
  'gpt-6-luna': { vendor: 'openai', tasks: WRITES, price: { input: 0.1, output: 0.5 }, effort: 'none' },
  'gpt-6-sol': { vendor: 'openai', tasks: WRITES, price: { input: 2, output: 10 }, effort: 'none' },
  'gpt-5.4-mini': { vendor: 'openai', tasks: WRITES, price: { input: 0.75, output: 4.5 }, effort: 'none' },
  'text-embedding-3-small': { vendor: 'openai', tasks: ['embed'], price: { input: 0.02, output: 0 } },
  'text-embedding-3-large': { vendor: 'openai', tasks: ['embed'], price: { input: 0.13, output: 0 } },
  'gpt-image-1': { vendor: 'openai', tasks: ['image'], price: { input: 5, output: 40 }, perPictureUsd: 0.063 },
  'gpt-image-1-mini': { vendor: 'openai', tasks: ['image'], price: { input: 2, output: 8 }, perPictureUsd: 0.015 },
}

const DATED = /-\d{4}-?\d{2}-?\d{2}$/

/** What is known of a model; a dated name such as `gpt-5.4-mini-2026-03-17` has its family's facts. */
export const modelFacts = (model: string): ModelFacts | undefined => MODELS[model] ?? MODELS[model.replace(DATED, '')]

const MILLION = 1_000_000
const NANO_USD = 1_000_000_000

/** What tokens cost, to the billionth of a dollar: a short text's vector costs less than a millionth. */
export function costUsd(price: Price, inputTokens: number, outputTokens: number): number {
  const usd = (inputTokens * price.input + outputTokens * price.output) / MILLION
  return Math.round(usd * NANO_USD) / NANO_USD
}
