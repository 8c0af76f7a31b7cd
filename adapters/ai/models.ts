import { z } from 'zod'

/** USD per million tokens. */
export const Price = z.object({ input: z.number().min(0), output: z.number().min(0) })
export type Price = z.infer<typeof Price>

/** How a model is asked, where its own default would be slow: plans need writing, not long thinking. */
interface ModelFacts {
  price: Price
  /** Anthropic's `output_config.effort`, OpenAI's `reasoning_effort`. */
  effort?: 'none' | 'low'
}

/** List prices as published up to 2026-10-24: standard tier, prompts of up to 100,000 tokens. `AI_PRICES` overrides them. */
export const MODELS: Record<string, ModelFacts> = {
  'claude-haiku-5-5': { price: { input: 0.1, output: 0.5 }, effort: 'low' },
  'claude-sonnet-5-5': { price: { input: 2, output: 10 }, effort: 'low' },
  'claude-opus-5-5': { price: { input: 4, output: 20 }, effort: 'low' },
  'claude-haiku-4-5': { price: { input: 1, output: 5 } },
  'gpt-6-luna': { price: { input: 0.1, output: 0.5 }, effort: 'none' },
  'gpt-6-sol': { price: { input: 2, output: 10 }, effort: 'none' },
  'gpt-5.4-mini': { price: { input: 0.75, output: 4.5 }, effort: 'none' },
}

const DATED = /-\d{4}-?\d{2}-?\d{2}$/

/** What is known of a model; a dated name such as `gpt-5.4-mini-2026-03-17` has its family's facts. */
export const modelFacts = (model: string): ModelFacts | undefined => MODELS[model] ?? MODELS[model.replace(DATED, '')]

const MILLION = 1_000_000
const MICRO_USD = 1_000_000

/** What tokens cost, to the millionth of a dollar. */
export function costUsd(price: Price, inputTokens: number, outputTokens: number): number {
  const usd = (inputTokens * price.input + outputTokens * price.output) / MILLION
  return Math.round(usd * MICRO_USD) / MICRO_USD
}
