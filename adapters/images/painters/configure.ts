import { z } from 'zod'
import { Preferences } from '../../ai/endpoints.ts'
import { modelFacts } from '../../ai/models.ts'
import type { Breakers } from '../../resilience/breakers.ts'
import { GUARD_DEFAULTS } from '../../resilience/guard.ts'
import { maskedProvider } from './masked-provider.ts'
import { openAiImages } from './openai-images.ts'
import { createPainter, type PainterOptions } from './painter.ts'
import { stabilityImages } from './stability.ts'

/** What a picture is taken to cost that nobody knows the price of. */
const UNKNOWN_USD = 0.063

const Config = z.object({
  OPENAI_API_KEY: z.string().optional(),
  /** Empty: no pictures by OpenAI, even where its key is set for other things. */
  OPENAI_IMAGE_MODEL: z.string().optional(),
  OPENAI_IMAGE_URL: z.url().default('https://api.openai.com/v1'),
  /** For one 1536×1024 picture of medium quality, where the catalogue does not know the model or it has changed. */
  OPENAI_IMAGE_USD: z.coerce.number().min(0).optional(),
  STABILITY_API_KEY: z.string().optional(),
  STABILITY_MODEL: z.enum(['core', 'ultra', 'sd3']).default('core'),
  STABILITY_URL: z.url().default('https://api.stability.ai'),
  /** List price of one picture by Stable Image Core. */
  STABILITY_USD: z.coerce.number().min(0).default(0.03),
  /** For one provider. */
  AI_PREFER: Preferences.default({}),
  IMAGE_TIMEOUT_MS: z.coerce.number().int().min(1).default(60_000),
})

/**
 * Who paints backgrounds: OpenAI where a model is named for it, then a Stability-compatible API; undefined without
 * either, so that pictures are drawn here.
 *
 * @throws Error that names the setting which is wrong
 */
export function configurePainter(
  env: Record<string, string | undefined>,
  breakers: Breakers,
  options: Omit<PainterOptions, 'providers'>,
) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Config.safeParse(given)
  if (!parsed.success) throw new Error(`pictures: ${z.prettifyError(parsed.error)}`)
  const set = parsed.data
  const openAi = set.OPENAI_API_KEY && set.OPENAI_IMAGE_MODEL
  const painters = [
    ...(openAi ? [openAiImages(openAiSet(set.OPENAI_API_KEY ?? '', set.OPENAI_IMAGE_MODEL ?? '', set))] : []),
    ...(set.STABILITY_API_KEY
      ? [
          stabilityImages({
            apiKey: set.STABILITY_API_KEY,
            baseURL: set.STABILITY_URL.replace(/\/$/, ''),
            model: set.STABILITY_MODEL,
            usd: set.STABILITY_USD,
          }),
        ]
      : []),
  ]
  const limits = { ...GUARD_DEFAULTS, timeoutMs: set.IMAGE_TIMEOUT_MS, concurrent: 4 }
  const providers = inOrder(painters, set.AI_PREFER.image).map((provider) => ({
    provider: maskedProvider(provider),
    guard: breakers.guard(`images-${provider.id}`, limits),
  }))
  return createPainter({ ...options, providers })
}

/** Those that `AI_PREFER` names come first, in its order. */
function inOrder<P extends { model: string }>(painters: P[], prefer: readonly string[] = []): P[] {
  const rank = ({ model }: P) => (prefer.includes(model) ? prefer.indexOf(model) : prefer.length)
  return painters.toSorted((a, b) => rank(a) - rank(b))
}

const openAiSet = (apiKey: string, model: string, set: z.infer<typeof Config>) => ({
  apiKey,
  model,
  baseURL: set.OPENAI_IMAGE_URL,
  usd: set.OPENAI_IMAGE_USD ?? modelFacts(model)?.perPictureUsd ?? UNKNOWN_USD,
})
