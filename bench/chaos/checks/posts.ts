import type { Post } from '../sandbox.ts'
import type { Target } from './targets.ts'

/** States in which a post may still stand: it is up, or could not be removed, and a person was told. */
const MAY_STAND = new Set(['published', 'take-down-failed'])

/** What a post is for. A channel without a field for references has only the marker in its text, which ends before the channel. */
const wish = ({ partner, reference }: Post) => `${reference?.split('.')[0]}.${partner}`

/** The sandbox's own record against the events: what was made twice, what is lost to the one or the other. */
export function checkPosts(posts: readonly Post[], targets: readonly Target[]): string[] {
  const made = Map.groupBy(posts, wish)
  const ids = new Map(posts.map((post) => [post.postId, post]))
  const known = new Map(targets.map((target) => [target.reference, target]))
  const twice = [...made].filter(([, all]) => all.length > 1).map(([name, all]) => `made ${all.length} times: ${name}`)
  const lost = targets.flatMap(({ reference, postIds }) =>
    // One that a person confirmed has an address for its id.
    postIds
      .filter((id) => !id.startsWith('http') && made.get(reference)?.every(({ postId }) => postId !== id) !== false)
      .map((id) => `said to be published, but not on record: ${reference} as ${id}`),
  )
  const untold = posts
    .filter(({ takenDownAt }) => takenDownAt === undefined)
    .flatMap((post) => {
      const target = known.get(wish(post))
      const { postId } = post
      if (!target) return [`made for nothing that was asked for: ${wish(post)}`]
      const isTold = MAY_STAND.has(target.state) && (target.postIds.includes(postId) || target.state !== 'published')
      return isTold ? [] : [`stands, but the events say ${target.state}: ${target.reference} as ${postId}`]
    })
  const gone = targets
    .filter(({ state }) => state === 'published')
    .flatMap(({ reference, postIds }) => {
      const post = ids.get(postIds.at(-1) ?? '')
      return post?.takenDownAt ? [`published by the events, but taken down: ${reference}`] : []
    })
  return [...twice, ...lost, ...untold, ...gone]
}
