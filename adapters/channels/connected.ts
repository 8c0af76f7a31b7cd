import type { Channel } from './port.ts'

/**
 * A channel whose settings are incomplete says so before anything starts, and calls nobody.
 *
 * @param settings the channel's settings, of which each of `needed` must be filled
 */
export function connected<S extends object>(settings: S, needed: (keyof S & string)[], channel: Channel): Channel {
  const missing = needed.filter((name) => settings[name] === '')
  if (missing.length === 0) return channel
  const code = 'NOT_CONNECTED'
  const reason = `${channel.id} is not connected: ${missing.join(', ')} not set`
  const refuse = async () => ({ outcome: 'rejected' as const, code, reason })
  return {
    ...channel,
    preflight: (content) => [
      ...missing.map((setting) => ({ code, params: { setting } })),
      ...channel.preflight(content),
    ],
    ...(channel.prepare ? { prepare: refuse } : {}),
    publish: refuse,
    find: async () => ({ outcome: 'unknown', code, reason }),
    takeDown: refuse,
    metrics: refuse,
  }
}
