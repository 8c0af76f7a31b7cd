import { z } from 'zod'
import type { Breakers } from '../resilience/breakers.ts'
import { GUARD_DEFAULTS } from '../resilience/guard.ts'
import { AnthropicConfig, anthropicModel } from './anthropic.ts'
import type { LanguageModel } from './language-model.ts'
import { modelProvider } from './model-provider.ts'
import { modelFacts, Price } from './models.ts'
import { offlinePlanner } from './offline.ts'
import { OpenAiConfig, openAiModel } from './openai.ts'
import { AiError, type RecommendationProvider } from './port.ts'
import { DEADLINES_MS } from './recommend.ts'

const Prices = z.record(z.string(), Price)

const Config = z.object({
  ...AnthropicConfig.shape,
  ...OpenAiConfig.shape,
  /** USD per million tokens by model, for those not in `models.ts` or dearer by now: `{"llama":{"input":0,"output":0}}`. */
  AI_PRICES: z
    .string()
    .default('{}')
    .transform((text, context) => {
      try {
        return Prices.parse(JSON.parse(text))
      } catch {
        context.addIssue('must be JSON such as {"model":{"input":0.1,"output":0.5}}')
        return z.NEVER
      }
    }),
  AI_TRENDS_DEADLINE_MS: z.coerce.number().int().min(1).default(DEADLINES_MS.trends),
  AI_PLANS_DEADLINE_MS: z.coerce.number().int().min(1).default(DEADLINES_MS.plans),
})

const OPENAI = { baseURL: 'https://api.openai.com/v1', model: 'gpt-6-luna' }
/** Servers of one's own often take no key, but the SDK wants one. */
const NO_KEY = 'none'

/**
 * Reads the environment into what a recommender needs: providers in order of preference, and deadlines.
 * Without any key there is only the offline planner.
 *
 * @throws Error that names the variable which is wrong
 */
export function configureAi(env: Record<string, string | undefined>, breakers: Breakers) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Config.safeParse(given)
  if (!parsed.success) throw new Error(`AI configuration: ${z.prettifyError(parsed.error)}`)
  const config = parsed.data
  const providers = modelsOf(config).map((model) => withGuard(model, config.AI_PRICES, breakers))
  const deadlinesMs = { trends: config.AI_TRENDS_DEADLINE_MS, plans: config.AI_PLANS_DEADLINE_MS }
  return { providers: [...providers, offlinePlanner], deadlinesMs }
}

function modelsOf(config: z.infer<typeof Config>): LanguageModel[] {
  const { ANTHROPIC_API_KEY, ANTHROPIC_MODEL, ANTHROPIC_BASE_URL } = config
  const { OPENAI_API_KEY, OPENAI_MODEL, OPENAI_BASE_URL } = config
  const models: LanguageModel[] = []
  if (ANTHROPIC_API_KEY)
    models.push(anthropicModel({ apiKey: ANTHROPIC_API_KEY, model: ANTHROPIC_MODEL, baseURL: ANTHROPIC_BASE_URL }))
  if (OPENAI_BASE_URL && !OPENAI_MODEL)
    throw new Error('AI configuration: OPENAI_MODEL must name the model of the server at OPENAI_BASE_URL')
  if (OPENAI_API_KEY || OPENAI_BASE_URL) {
    const { baseURL, model } = { baseURL: OPENAI_BASE_URL ?? OPENAI.baseURL, model: OPENAI_MODEL ?? OPENAI.model }
    models.push(openAiModel({ apiKey: OPENAI_API_KEY ?? NO_KEY, model, baseURL }))
  }
  return models
}

/** A refusal or an unusable answer is no fault of the service; what may pass and a bad key are. */
const isFailure = (error: unknown) =>
  !(error instanceof AiError) || error.kind === 'retryable' || error.kind === 'unauthorised'

function withGuard(model: LanguageModel, prices: Record<string, Price>, breakers: Breakers): RecommendationProvider {
  const price = prices[model.model] ?? modelFacts(model.model)?.price
  if (!price) throw new Error(`AI configuration: what does ${model.model} cost? Say it in AI_PRICES.`)
  return modelProvider({ model, price, guard: breakers.guard(model.id, { ...GUARD_DEFAULTS, isFailure }) })
}
