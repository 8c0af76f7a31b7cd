import type { ChannelId } from '../../domain/channel.ts'
import type { Breakers } from '../resilience/breakers.ts'
import { GUARD_DEFAULTS, type GuardOptions } from '../resilience/guard.ts'
import { genieTv } from './genie-tv.ts'
import { instagram } from './instagram.ts'
import { kakao } from './kakao.ts'
import { naverBlog } from './naver-blog.ts'
import type { Channel, ChannelDeps, ChannelKind, Env } from './port.ts'
import { ringobiz } from './ringobiz.ts'
import { uridongneTv } from './uridongne-tv.ts'

/** Every channel there is: add one with its file and a line here. */
export const channels: Record<ChannelId, ChannelKind> = {
  'uridongne-tv': uridongneTv,
  ringobiz,
  'genie-tv': genieTv,
  instagram,
  'naver-blog': naverBlog,
  kakao,
}

/**
 * Makes all channels, each behind a guard of its own that is named after it.
 *
 * @param env settings of the channels, as from the environment; see each one's `settings` and `sandbox`
 */
export function createChannels(
  env: Env,
  breakers: Breakers,
  { limits = GUARD_DEFAULTS, ...deps }: Omit<ChannelDeps, 'guard'> & { limits?: GuardOptions } = {},
): Record<ChannelId, Channel> {
  const made = Object.values(channels).map((kind) => {
    const guard = breakers.guard(kind.id, limits)
    return [kind.id, kind.create(env, { ...deps, guard })] as const
  })
  return Object.fromEntries(made) as Record<ChannelId, Channel>
}
