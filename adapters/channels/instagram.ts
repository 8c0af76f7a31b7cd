import { z } from 'zod'
import type { PostContent } from '../../domain/channel.ts'
import { connected } from './connected.ts'
import { BAD_PARAMETER, graph, limited, NO_SUCH_OBJECT } from './graph.ts'
import { type Account, findPost, Media, postOf, search, stateOf } from './instagram-account.ts'
import { mediaProblems } from './media.ts'
import { garbage, repeatable, stale, Text, unready } from './outcomes.ts'
import type {
  ChannelDeps,
  ChannelKind,
  MetricsOutcome,
  PreflightProblem,
  PrepareOutcome,
  PublishOutcome,
  TakeDownOutcome,
} from './port.ts'
import { untilProcessed } from './processing.ts'
import { announcement, markerOf, tagsOf, tooLong } from './text.ts'

const settings = z.object({
  INSTAGRAM_URL: z.url({ protocol: /^https?$/ }).default('https://graph.facebook.com/v21.0'),
  INSTAGRAM_USER_ID: Text,
  INSTAGRAM_TOKEN: Text,
})

const CAPTION_LIMIT = 2_200
const HASHTAG_LIMIT = 30

const Made = z.object({ id: z.string() })
const Limit = z.object({
  data: z.array(z.object({ quota_usage: z.number(), config: z.object({ quota_total: z.number() }) })).min(1),
})
const Insights = z.object({
  data: z.array(z.object({ name: z.string(), values: z.array(z.object({ value: z.int().min(0) })).min(1) })),
})

const hashtagsOf = (content: PostContent) => [...tagsOf(content), markerOf(content.reference)]
const captionOf = (content: PostContent) =>
  [content.title, '', announcement(content), '', hashtagsOf(content).join(' ')].join('\n')

function preflight(content: PostContent): PreflightProblem[] {
  const length = hashtagsOf(content).length
  return [
    ...tooLong('CAPTION_TOO_LONG', captionOf(content), CAPTION_LIMIT),
    ...mediaProblems('instagram', content),
    ...(length > HASHTAG_LIMIT ? [{ code: 'TOO_MANY_HASHTAGS', params: { length, limit: HASHTAG_LIMIT } }] : []),
  ]
}

async function prepare(
  account: Account,
  content: PostContent,
  deps: ChannelDeps,
  signal: AbortSignal,
): Promise<PrepareOutcome> {
  const { api, user } = account
  const limit = await api.read(`/${user}/content_publishing_limit?fields=quota_usage,config`, Limit, signal)
  const [quota] = limit.ok ? limit.data.data : []
  if (quota && quota.quota_usage >= quota.config.quota_total)
    return limited({ code: 'QUOTA_REACHED', reason: 'this account has posted as often as a day allows' })
  const form = { image_url: content.imageUrl, caption: captionOf(content) }
  const made = await api.act('POST', `/${user}/media`, form, Made, signal)
  if (!made.ok) return repeatable(made.trouble)
  const container = made.data.id
  const look = async () => {
    const state = await stateOf(account, container, signal)
    return state === 'published' ? 'ready' : state
  }
  return untilProcessed(container, look, deps, signal)
}

async function publish(
  account: Account,
  content: PostContent,
  container: string | undefined,
  signal: AbortSignal,
): Promise<PublishOutcome> {
  if (container === undefined) return { outcome: 'rejected', code: 'NOT_PREPARED', reason: 'there is no container' }
  const state = await stateOf(account, container, signal)
  if (state === 'ready') return publishContainer(account, content, container, signal)
  if (state === 'processing') return unready('the container is still being processed', 2_000)
  if (state !== 'published' && state.code !== NO_SUCH_OBJECT) return repeatable(state)
  // Asked for before, and done: never a second time.
  return unlessFound(account, content, container, signal, stale('there is no such container'))
}

async function publishContainer(account: Account, content: PostContent, container: string, signal: AbortSignal) {
  const { api, user } = account
  const made = await api.act('POST', `/${user}/media_publish`, { creation_id: container }, Made, signal)
  if (made.ok) {
    const media = await api.act('GET', `/${made.data.id}?fields=permalink`, {}, Media, signal)
    return { outcome: 'published' as const, post: postOf(media.ok ? media.data : made.data) }
  }
  // Somebody else's try with this container may have come first.
  return made.trouble.code === BAD_PARAMETER
    ? unlessFound(account, content, container, signal, made.trouble)
    : made.trouble
}

async function unlessFound(
  account: Account,
  content: PostContent,
  container: string,
  signal: AbortSignal,
  otherwise: PublishOutcome,
): Promise<PublishOutcome> {
  const found = await findPost(account, content, container, signal)
  return found.outcome === 'absent' ? otherwise : found
}

async function metrics({ api }: Account, postId: string, signal: AbortSignal): Promise<MetricsOutcome> {
  const path = `/${encodeURIComponent(postId)}/insights?metric=reach,profile_activity`
  const insights = await api.read(path, Insights, signal)
  if (!insights.ok) return repeatable(insights.trouble)
  const count = (name: string) => insights.data.data.find((one) => one.name === name)?.values[0]?.value
  const [reach, clicks] = [count('reach'), count('profile_activity')]
  if (reach === undefined || clicks === undefined) return repeatable(garbage('Instagram left out what was asked for'))
  return { outcome: 'measured', reach, clicks, costWon: 0 }
}

/** "No such object" is also what a token without the permission is told: the listing decides whether it is gone. */
async function takeDown(account: Account, postId: string, signal: AbortSignal): Promise<TakeDownOutcome> {
  const gone = await account.api.act('DELETE', `/${encodeURIComponent(postId)}`, {}, z.object({}), signal)
  if (gone.ok) return { outcome: 'taken-down' }
  if (gone.trouble.code !== NO_SUCH_OBJECT) return gone.trouble
  const listed = await search(account, ({ id }) => id === postId, signal)
  if (!listed.ok) return repeatable(listed.trouble)
  return listed.found ? gone.trouble : { outcome: 'taken-down' }
}

/** Instagram: a container is made and processed, then published; there are no idempotency keys. */
export const instagram: ChannelKind = {
  id: 'instagram',
  settings,
  sandbox: (base) => ({
    INSTAGRAM_URL: `${base}/instagram/v21.0`,
    INSTAGRAM_USER_ID: '17841400000000000',
    INSTAGRAM_TOKEN: 'sandbox',
  }),
  create(env, deps) {
    const set = settings.parse(env)
    const account = { api: graph(set.INSTAGRAM_URL, set.INSTAGRAM_TOKEN, deps), user: set.INSTAGRAM_USER_ID }
    return connected(set, ['INSTAGRAM_USER_ID', 'INSTAGRAM_TOKEN'], {
      id: 'instagram',
      mode: 'direct',
      preflight,
      holdUntil: () => undefined,
      prepare: (content, signal) => prepare(account, content, deps, signal),
      publish: (content, container, signal) => publish(account, content, container, signal),
      find: (content, container, signal) => findPost(account, content, container, signal),
      takeDown: (postId, signal) => takeDown(account, postId, signal),
      metrics: (postId, signal) => metrics(account, postId, signal),
    })
  },
}
