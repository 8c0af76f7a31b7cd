import type { RecordedEvent } from '../../../adapters/event-store/event-store.ts'
import { foldState } from '../../../commands/preparation.ts'
import type { ChannelId } from '../../../domain/channel.ts'
import { type DistributionEvent, type DistributionState, distribution } from '../../../domain/distribution.ts'
import type { PostState } from '../../../domain/post.ts'

/** One post that was asked for, as the events have it. */
export interface Target {
  /** `<distributionId>.<channel>` */
  reference: string
  distributionId: string
  promotionId: string
  channel: ChannelId
  state: PostState
  /** Ids under which it was said to be published. */
  postIds: string[]
}

/** Every post that any distribution asks for. */
export function targetsOf(events: readonly RecordedEvent[]): Target[] {
  const streams = Map.groupBy(
    events.filter(({ stream }) => stream.startsWith('distribution-')),
    ({ stream }) => stream,
  )
  return [...streams.values()].flatMap((ofStream) => {
    const state = foldState<DistributionState, DistributionEvent>(distribution, ofStream)
    if (state.status === 'none') return []
    const distributionId = String(ofStream[0]?.data.distributionId)
    return Object.entries(state.targets).map(([channel, target]) => ({
      reference: `${distributionId}.${channel}`,
      distributionId,
      promotionId: state.promotionId,
      channel: channel as ChannelId,
      state: target.state,
      postIds: ofStream
        .filter(({ type, data }) => type === 'PostPublished' && data.channel === channel)
        .map(({ data }) => String(data.postId)),
    }))
  })
}
