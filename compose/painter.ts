import type { Config } from '../adapters/config/config.ts'
import { configurePainter } from '../adapters/images/painters/configure.ts'
import type { ImageCall } from '../adapters/images/painters/painter.ts'
import type { Breakers } from '../adapters/resilience/breakers.ts'
import type { SendCommand } from '../commands/handle.ts'

export interface PainterDeps {
  config: Config
  breakers: Breakers
  /** Made after the painter is: asked for when a call is recorded. */
  send: () => SendCommand
  now: () => string
  onError: (error: unknown) => void
}

/** Who paints backgrounds, with every call recorded as what a model was asked for and what it cost. */
export function connectPainter({ config, breakers, send, now, onError }: PainterDeps) {
  const record = (call: ImageCall) => {
    const callId = crypto.randomUUID()
    const actor = { accountId: 'images', merchantId: call.merchantId, role: 'system' as const, name: 'images' }
    const nothing = { inputTokens: 0, outputTokens: 0, estimated: false, masked: 0, tries: 1 }
    const input = { ...call, ...nothing, callId, task: 'image', at: now() }
    void send()({ type: 'RecordModelCall', input, actor, idempotencyKey: callId }).catch(onError)
  }
  return configurePainter(config.env, breakers, { now, record })
}
