import { z } from 'zod'
import type { PostContent } from '../../domain/channel.ts'
import type { Trouble } from '../resilience/http.ts'
import { type Graph, NO_SUCH_OBJECT } from './graph.ts'
import { garbage, stale, unanswered } from './outcomes.ts'
import type { FindOutcome, Post } from './port.ts'
import { carriesMarker } from './text.ts'

/** One Instagram account, reached through the Graph API. */
export interface Account {
  api: Graph
  user: string
}

export const Media = z.object({ id: z.string(), caption: z.string().optional(), permalink: z.url().optional() })
export type Media = z.infer<typeof Media>
const Status = z.object({ status_code: z.string() })
const List = z.object({
  data: z.array(Media),
  paging: z.object({ cursors: z.object({ after: z.string().optional() }).optional() }).optional(),
})
const LIST_PAGES = 4

export type ContainerState = 'ready' | 'processing' | 'published' | Trouble
const STATES: Record<string, ContainerState> = {
  FINISHED: 'ready',
  IN_PROGRESS: 'processing',
  PUBLISHED: 'published',
  ERROR: { outcome: 'rejected', code: 'MEDIA_REFUSED', reason: 'Instagram could not use the picture' },
  EXPIRED: stale('the container has expired unpublished'),
}

export async function stateOf({ api }: Account, container: string, signal: AbortSignal): Promise<ContainerState> {
  const status = await api.read(`/${encodeURIComponent(container)}?fields=status_code`, Status, signal)
  if (!status.ok) return status.trouble
  return STATES[status.data.status_code] ?? garbage(`an unknown state: ${status.data.status_code}`)
}

export const postOf = ({ id, permalink }: Media): Post => ({
  postId: id,
  ...(permalink ? { url: permalink } : {}),
  costWon: 0,
})

/** Looks through the account's newest posts. */
export async function search({ api, user }: Account, isWanted: (media: Media) => boolean, signal: AbortSignal) {
  let after: string | undefined
  for (let page = 0; page < LIST_PAGES; page += 1) {
    const query = new URLSearchParams({ fields: 'id,caption,permalink', limit: '50', ...(after ? { after } : {}) })
    const list = await api.read(`/${user}/media?${query}`, List, signal)
    if (!list.ok) return list
    const found = list.data.data.find(isWanted)
    if (found) return { ok: true as const, found }
    after = list.data.paging?.cursors?.after
    if (!after) break
  }
  return { ok: true as const, found: undefined }
}

/** The listing says where a post is, its container whether there is one: only both together say that it is absent. */
export async function findPost(
  account: Account,
  { reference }: PostContent,
  container: string | undefined,
  signal: AbortSignal,
): Promise<FindOutcome> {
  const listed = await search(account, ({ caption = '' }) => carriesMarker(caption, reference), signal)
  if (!listed.ok) return unanswered(listed.trouble)
  if (listed.found) return { outcome: 'published', post: postOf(listed.found) }
  // Nothing is published without a container that was recorded before.
  if (container === undefined) return { outcome: 'absent' }
  const state = await stateOf(account, container, signal)
  if (state === 'published') {
    const reason = 'the container was published, but the account does not list the post'
    return { outcome: 'unknown', code: 'NOT_LISTED', reason }
  }
  const isAbsent = typeof state === 'string' || ['HANDLE_STALE', 'MEDIA_REFUSED', NO_SUCH_OBJECT].includes(state.code)
  return isAbsent ? { outcome: 'absent' } : unanswered(state)
}
