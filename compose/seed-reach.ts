import type { Channel } from '../adapters/channels/port.ts'
import type { ChannelId } from '../domain/channel.ts'
import type { TargetRow } from '../projections/rows/distributions.ts'

const DAY_MS = 86_400_000
/** From the noon at which demo promotions start to the same evening. */
const EVENING_MS = 9 * 3_600_000
const PATIENCE_MS = 30_000

export interface ReachDeps {
  channels: Readonly<Record<ChannelId, Pick<Channel, 'metrics'>>>
  /** Sets the clocks by which posts are seen and measured. */
  setClock(at: string): Promise<void>
  /** Records what a channel said at a moment. */
  report(at: string, channel: ChannelId, details: object): Promise<unknown>
}

/**
 * Measures posts every evening from when they went up: the sagas measure by the real clock, which knows only today, and
 * without it all people of a month would have seen a post on its last day.
 *
 * @param from when they went up, @param until the end, both ms since the epoch
 */
export async function seedReach(deps: ReachDeps, targets: TargetRow[], from: number, until: number): Promise<void> {
  const posts = targets.flatMap(({ channel, state, postId }) =>
    // An address given by hand has no figures.
    state === 'published' && postId && !postId.startsWith('http') ? [{ channel, postId }] : [],
  )
  for (let time = from + EVENING_MS; time < until; time += DAY_MS) {
    const at = new Date(time).toISOString()
    await deps.setClock(at)
    await Promise.all(
      posts.map(async ({ channel, postId }) => {
        const { outcome, ...figures } = await deps.channels[channel].metrics(postId, AbortSignal.timeout(PATIENCE_MS))
        if (outcome === 'measured') await deps.report(at, channel, figures)
      }),
    )
  }
}
