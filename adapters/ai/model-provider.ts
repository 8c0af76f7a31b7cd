import { z } from 'zod'
import { type AskOptions, askForData } from './ask-for-data.ts'
import type { LanguageModel } from './language-model.ts'
import { costUsd, type Price } from './models.ts'
import { type AiContext, AiError, Plans, type RecommendationProvider, type Tokens, Trends } from './port.ts'
import { PROMPTS } from './prompts/prompts.ts'

interface ModelProviderOptions extends AskOptions {
  model: LanguageModel
  price: Price
}

interface Step<S extends z.ZodType> {
  name: string
  schema: S
  prompt: string
  maxOutputTokens: number
}

const TrendsAnswer = z.object({ trends: Trends })
const PlansAnswer = z.object({ plans: Plans })

/** Recommendations by a language model: prompts, checked answers, tokens and cost. */
export function modelProvider({ model, price, ...options }: ModelProviderOptions): RecommendationProvider {
  async function run<S extends z.ZodType>(step: Step<S>, context: AiContext, signal: AbortSignal) {
    const spent: Tokens = { input: 0, output: 0, tries: 0, masked: 0 }
    const { name, schema, prompt, maxOutputTokens } = step
    const { system } = PROMPTS[context.language ?? 'ko']
    const question = { system, prompt, maxOutputTokens, format: { name, schema } }
    try {
      const data = await askForData(model, question, options, spent, signal)
      return { data, done: { usage: usageOf(model, price, spent), spent } }
    } catch (error) {
      if (error instanceof AiError) Object.assign(error, { spent, costUsd: costUsd(price, spent.input, spent.output) })
      throw error
    }
  }

  return {
    id: model.id,
    model: model.model,
    async analyseTrends(criteria, context, signal) {
      const prompt = PROMPTS[context.language ?? 'ko'].trends(criteria, context)
      const step = { name: 'trends', schema: TrendsAnswer, prompt, maxOutputTokens: 3_000 }
      const { data, done } = await run(step, context, signal)
      return { trends: data.trends, ...done }
    },
    async proposePlans(criteria, trends, context, signal) {
      const prompt = PROMPTS[context.language ?? 'ko'].plans(criteria, trends, context)
      const step = { name: 'plans', schema: PlansAnswer, prompt, maxOutputTokens: 8_000 }
      const { data, done } = await run(step, context, signal)
      return { plans: data.plans, ...done }
    },
  }
}

const usageOf = ({ id, model }: LanguageModel, price: Price, { input, output }: Tokens) => ({
  provider: id,
  model,
  inputTokens: input,
  outputTokens: output,
  costUsd: costUsd(price, input, output),
  failedFirst: [],
})
