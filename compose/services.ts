import { randomBytes } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { createChannels, channels as kinds } from '../adapters/channels/channels.ts'
import type { Channel } from '../adapters/channels/port.ts'
import type { Config } from '../adapters/config/config.ts'
import type { Secrets } from '../adapters/config/secrets.ts'
import type { Breakers } from '../adapters/resilience/breakers.ts'
import { GUARD_DEFAULTS, type GuardOptions } from '../adapters/resilience/guard.ts'
import type { PrepareServices } from '../commands/preparation.ts'
import type { ChannelId } from '../domain/channel.ts'

/** What preparations need of the parts that are made elsewhere. */
export interface ServiceParts extends Omit<PrepareServices, 'randomSeed' | 'keyedHash' | 'hashPassword' | 'preflight'> {
  secrets: Secrets
  channels: Readonly<Record<ChannelId, Channel>>
}

/** How channels and the tax office are guarded. */
export const partnerLimits = ({ partnerTimeoutMs, breakerOpenMs }: Config): GuardOptions => ({
  ...GUARD_DEFAULTS,
  timeoutMs: partnerTimeoutMs,
  openMs: breakerOpenMs,
})

/** The six channels: each with its own settings from the environment, else against the sandbox. */
export function connectChannels(
  config: Config,
  partnersUrl: string | undefined,
  breakers: Breakers,
): Record<ChannelId, Channel> {
  const sandbox = partnersUrl ? Object.values(kinds).map((kind) => kind.sandbox(partnersUrl)) : []
  return createChannels(Object.assign({}, ...sandbox, config.env), breakers, { limits: partnerLimits(config) })
}

/** Everything that preparations of commands ask of the outside. */
export function prepareServices({ secrets, channels, ...services }: ServiceParts): PrepareServices {
  return {
    ...services,
    randomSeed: () => randomBytes(32).toString('hex'),
    keyedHash: secrets.keyedHash,
    hashPassword: (password) => hash(password),
    preflight: (channel, content) => channels[channel].preflight(content),
  }
}
