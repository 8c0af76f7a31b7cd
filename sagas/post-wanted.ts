import type { EventStore } from '../adapters/event-store/event-store.ts'
import { loadState } from '../commands/preparation.ts'
import { distribution } from '../domain/distribution.ts'
import type { DomainEvent } from '../domain/kernel.ts'
import { awaitsPost } from '../domain/post.ts'
import { promotion } from '../domain/promotion.ts'
import type { PostEffect } from './channel-post-effects.ts'

/** `withdrawn`: told of already, or to be taken down; `over`: the promotion takes no entries any more. */
export type Wanted = 'wanted' | 'withdrawn' | 'over'

/**
 * Whether a post is still to be made. An effect may come to its turn late: after a crash, or behind a full queue. One that
 * had reported before the crash must not try again, since a second report under its id would be taken for the first.
 */
export async function postWanted(
  store: Pick<EventStore, 'readStream'>,
  { distributionId, channel, content, attempt }: PostEffect,
  effectId: string,
): Promise<Wanted> {
  const { events } = await store.readStream(`${distribution.name}-${distributionId}`)
  const state = events.reduce((s, event) => distribution.evolve(s, event as DomainEvent as never), distribution.initial)
  const target = state.status === 'none' ? undefined : state.targets[channel]
  const hasReported = events.some(({ meta }) => meta.$causationId === effectId)
  if (hasReported || !target || !awaitsPost(target) || attempt <= target.settled) return 'withdrawn'
  const { status } = await loadState(store, promotion, content.promotionId)
  return status === 'running' ? 'wanted' : 'over'
}
