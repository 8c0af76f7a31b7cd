import { AiError } from '../../ai/port.ts'
import type { Guard } from '../../resilience/guard.ts'
import type { Painter } from '../painter.ts'
import { promptOf } from './prompt.ts'
import type { ImageProvider } from './provider.ts'

/** What became of asking one provider. */
export interface ImageCall {
  merchantId: string
  provider: string
  model: string
  outcome: 'answered' | 'failed'
  code?: string
  costUsd: number
  latencyMs: number
  failedFirst: string[]
}

export interface PainterOptions {
  providers: readonly { provider: ImageProvider; guard: Guard }[]
  now: () => string
  /** Told of every provider that was asked; what it does must not fail. */
  record: (call: ImageCall) => void
}

const MOST_SIDE = 4_096
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47])

/** Sides of PNG bytes, from their header. @throws AiError when they are none, or absurdly large */
function sidesOf(bytes: Buffer, provider: string): { width: number; height: number } {
  const isPng = bytes.length > 24 && bytes.subarray(0, 4).equals(PNG)
  const [width, height] = isPng ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)] : [0, 0]
  if (width > 0 && height > 0 && width <= MOST_SIDE && height <= MOST_SIDE) return { width, height }
  throw new AiError('invalid-output', provider, `${provider}: what it answered is no picture that can be used`)
}

/** Asks one provider after another until one paints. Undefined where there is none. */
export function createPainter({ providers, now, record }: PainterOptions): Painter | undefined {
  const [first] = providers
  if (!first) return undefined
  return {
    model: first.provider.model,
    usd: Math.max(...providers.map(({ provider }) => provider.usd)),
    paint: async ({ style, facts, merchantId }, signal) => {
      const prompt = promptOf({ style, facts, now: now() })
      const failedFirst: string[] = []
      for (const { provider, guard } of providers) {
        const began = performance.now()
        const tell = (outcome: ImageCall['outcome'], costUsd: number, code?: string) => {
          const latencyMs = Math.round(performance.now() - began)
          const { id, model } = provider
          const call = { merchantId, provider: id, model, outcome, costUsd, latencyMs, failedFirst: [...failedFirst] }
          record({ ...call, ...(code ? { code } : {}) })
        }
        try {
          const bytes = await guard.run((inner) => provider.paint(prompt, inner), signal)
          const sides = sidesOf(bytes, provider.id)
          tell('answered', provider.usd)
          const { id, model, usd } = provider
          const usage = { provider: id, model, inputTokens: 0, outputTokens: 0, costUsd: usd, failedFirst }
          return { bytes, mime: 'image/png', ...sides, prompt, usage }
        } catch (error) {
          signal.throwIfAborted()
          tell('failed', 0, error instanceof AiError ? error.kind : 'unavailable')
          failedFirst.push(provider.id)
        }
      }
      throw new AiError('unavailable', first.provider.id, `no picture came from ${failedFirst.join(', ')}`)
    },
  }
}
