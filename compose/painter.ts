import type { Ledger } from '../adapters/ai/ledger.ts'
import { AiError } from '../adapters/ai/port.ts'
import type { Config } from '../adapters/config/config.ts'
import type { Painter } from '../adapters/images/painter.ts'
import { configurePainter } from '../adapters/images/painters/configure.ts'
import type { ImageCall } from '../adapters/images/painters/painter.ts'
import type { Breakers } from '../adapters/resilience/breakers.ts'
import { Rejected } from '../domain/kernel.ts'

export interface PainterDeps {
  config: Config
  breakers: Breakers
  ledger: Ledger
  now: () => string
}

/** Who paints backgrounds, within the shop's budget, with every call recorded as what a model was asked for and what it cost. */
export function connectPainter({ config, breakers, ledger, now }: PainterDeps): Painter | undefined {
  const record = ({ merchantId, ...call }: ImageCall) => {
    const caller = { merchantId }
    ledger.record({ ...call, caller, task: 'image', inputTokens: 0, outputTokens: 0 })
  }
  const painter = configurePainter(config.env, breakers, { now, record })
  if (!painter) return undefined
  return {
    ...painter,
    paint: async (order, signal) => {
      const done = await ledger.admit(order, painter.usd).catch(unpaid)
      return painter.paint(order, signal).finally(done)
    },
  }
}

/** A used-up budget is a reason to draw the background here, as any other failure of a model is. */
function unpaid(error: unknown): never {
  if (!(error instanceof Rejected)) throw error
  throw new AiError('unavailable', 'budget', error.message, { cause: error })
}
