import type { SendCommand } from '../commands/handle.ts'
import type { EffectContext, EffectHandler } from './saga.ts'

/** Sends a command as the system, under the effect's id: done twice, it changes nothing the second time. */
export type SendAsSaga = (type: string, input: Record<string, unknown>, context: EffectContext) => Promise<void>

/** @param send the command handler */
export const sendAsSaga =
  (send: SendCommand): SendAsSaga =>
  async (type, input, { effectId, correlationId, merchantId }) => {
    const actor = { accountId: 'saga', merchantId, role: 'system' as const, name: 'saga' }
    await send({ type, input, actor, idempotencyKey: effectId, causationId: effectId, correlationId })
  }

/** Handler of the effect `command`: nothing but a command to send. */
export const commandHandler =
  (send: SendAsSaga): EffectHandler<{ type: 'command'; command: string; input: Record<string, unknown> }> =>
  ({ command, input }, context) =>
    send(command, input, context)
