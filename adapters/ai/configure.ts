import { z } from 'zod'
import type { Breakers } from '../resilience/breakers.ts'
import { GUARD_DEFAULTS } from '../resilience/guard.ts'
import { AnthropicConfig, anthropicModel } from './anthropic.ts'
import { type Catalogue, createCatalogue, type Provider } from './catalogue.ts'
import { openAiEmbedding } from './embedding-model.ts'
import { type Endpoint, Endpoints, Preferences, Prices } from './endpoints.ts'
import { maskedModel } from './masking/masked-model.ts'
import { modelProvider } from './model-provider.ts'
import { costUsd, MODELS, modelFacts, type Price } from './models.ts'
import { offlinePlanner } from './offline.ts'
import { OpenAiConfig, openAiModel } from './openai.ts'
import { AiError } from './port.ts'
import { DEADLINES_MS } from './recommend.ts'

const Millis = z.coerce.number().int().min(1)
const Config = z.object({
  ...AnthropicConfig.shape,
  ...OpenAiConfig.shape,
  AI_ENDPOINTS: Endpoints.default([]),
  AI_PREFER: Preferences.default({}),
  /** For models that are not in `models.ts`, or dearer by now. */
  AI_PRICES: Prices.default({}),
  AI_TRENDS_DEADLINE_MS: Millis.default(DEADLINES_MS.trends),
  AI_PLANS_DEADLINE_MS: Millis.default(DEADLINES_MS.plans),
  /** How long a model may take to its first word before the next one is asked. */
  AI_FIRST_TOKEN_MS: Millis.default(10_000),
  /** How long it may be silent after that. */
  AI_SILENCE_MS: Millis.default(20_000),
  AI_CALLS_AT_ONCE: z.coerce.number().int().min(1).default(256),
})
type Settings = z.infer<typeof Config>

const LONGEST_STEP = { input: 4_000, output: 8_000 }
const OPENAI = { baseURL: 'https://api.openai.com/v1', model: 'gpt-6-luna' }
/** Servers of one's own often take no key, but the SDK wants one. */
const NO_KEY = 'none'

/**
 * Reads the environment: the catalogue of models, what makes recommendations in order of preference, and how long each
 * may take. Without any key there is only the offline planner.
 *
 * @throws Error that names the setting which is wrong
 */
export function configureAi(env: Record<string, string | undefined>, breakers: Breakers) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Config.safeParse(given)
  if (!parsed.success) throw new Error(`AI configuration: ${z.prettifyError(parsed.error)}`)
  const config = parsed.data
  const catalogue = createCatalogue(providersOf(config, given, breakers), config.AI_PREFER)
  return {
    catalogue,
    providers: [...recommenders(catalogue), offlinePlanner],
    deadlinesMs: { trends: config.AI_TRENDS_DEADLINE_MS, plans: config.AI_PLANS_DEADLINE_MS },
    worstStepUsd: worstOf(catalogue),
    patience: { firstTokenMs: config.AI_FIRST_TOKEN_MS, silenceMs: config.AI_SILENCE_MS },
  }
}

/** A step's prompt and answer at their longest, by the dearest model that may have to answer. */
const worstOf = (catalogue: Catalogue): number =>
  Math.max(0, ...catalogue.recommend().map(({ price }) => costUsd(price, LONGEST_STEP.input, LONGEST_STEP.output)))

const recommenders = (catalogue: Catalogue) =>
  catalogue.recommend().map(({ model, price, guard }) => modelProvider({ model, price, guard }))

function providersOf(config: Settings, env: Record<string, string | undefined>, breakers: Breakers): Provider[] {
  const { ANTHROPIC_API_KEY, ANTHROPIC_MODEL, ANTHROPIC_BASE_URL } = config
  const { OPENAI_API_KEY, OPENAI_MODEL, OPENAI_BASE_URL } = config
  const common = (id: string, more: (model: string) => Price | undefined = () => undefined) => ({
    id,
    guard: breakers.guard(id, {
      ...GUARD_DEFAULTS,
      concurrent: config.AI_CALLS_AT_ONCE,
      queued: config.AI_CALLS_AT_ONCE,
      isFailure,
    }),
    priceOf: (model: string) => priceOf(model, config.AI_PRICES[model] ?? more(model)),
  })
  const providers: Provider[] = []
  if (ANTHROPIC_API_KEY) {
    const at = { apiKey: ANTHROPIC_API_KEY, baseURL: ANTHROPIC_BASE_URL }
    const language = (model: string) => maskedModel(anthropicModel({ ...at, model }))
    const models = [{ name: ANTHROPIC_MODEL, tasks: ['recommend', 'chat'] as const }]
    providers.push({ ...common('anthropic'), vendor: 'anthropic', models, language, embedding: noEmbedding })
  }
  if (OPENAI_BASE_URL && !OPENAI_MODEL)
    throw new Error('AI configuration: OPENAI_MODEL must name the model of the server at OPENAI_BASE_URL')
  if (OPENAI_API_KEY || OPENAI_BASE_URL) {
    const at = { apiKey: OPENAI_API_KEY ?? NO_KEY, baseURL: OPENAI_BASE_URL ?? OPENAI.baseURL }
    const own = { name: OPENAI_MODEL ?? OPENAI.model, tasks: ['recommend', 'chat'] as const }
    // Who is at an address of one's own may have none of the vendor's other models.
    const known = modelFacts(own.name)?.vendor === 'openai'
    const models = known ? [own, ...openAiEmbeddings] : [own]
    const vendor = known ? { vendor: 'openai' as const } : {}
    providers.push({ ...common('openai'), ...compatible('openai', at), ...vendor, models })
  }
  for (const endpoint of config.AI_ENDPOINTS) {
    const price = (model: string) => endpoint.models.find(({ name }) => name === model)
    const at = { apiKey: keyOf(endpoint, env), baseURL: endpoint.url }
    providers.push({ ...common(endpoint.name, price), ...compatible(endpoint.name, at), models: endpoint.models })
  }
  for (const { models, priceOf } of providers) for (const { name } of models) priceOf(name)
  return providers
}

const openAiEmbeddings = Object.entries(MODELS)
  .filter(([, { vendor, tasks }]) => vendor === 'openai' && tasks.includes('embed'))
  .map(([name, { tasks }]) => ({ name, tasks }))

const compatible = (id: string, at: { apiKey: string; baseURL: string }) => ({
  language: (model: string) => maskedModel(openAiModel({ id, ...at, model })),
  embedding: (model: string) => openAiEmbedding({ id, ...at, model }),
})

function noEmbedding(): never {
  throw new Error('Anthropic has no embeddings')
}

function keyOf({ name, keyFrom }: Endpoint, env: Record<string, string | undefined>): string {
  if (!keyFrom) return NO_KEY
  const key = env[keyFrom]
  if (!key) throw new Error(`AI configuration: ${keyFrom} must hold the key of the endpoint ${name}`)
  return key
}

/** A refusal or an unusable answer is no fault of the service; what may pass and a bad key are. */
const isFailure = (error: unknown) =>
  !(error instanceof AiError) || error.kind === 'retryable' || error.kind === 'unauthorised'

function priceOf(model: string, given: Price | undefined): Price {
  const price = given ?? modelFacts(model)?.price
  if (!price) throw new Error(`AI configuration: what does ${model} cost? Say it in AI_PRICES.`)
  return price
}
