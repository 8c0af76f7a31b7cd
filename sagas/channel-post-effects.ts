import type { ChannelId, PostContent } from '../domain/channel.ts'
import type { Effect } from './saga.ts'

/** What one post's machine remembers. */
export interface PostContext {
  distributionId: string
  channel: ChannelId
  content: PostContent
  /** Counts on through every round that a person starts; the present round ends with `maxAttempts`. */
  attempt: number
  maxAttempts: number
  askFirst: boolean
  asks: number
  takeDowns: number
  measures: number
  handle?: string
  postId?: string
  /** Until when to wait: quiet hours or the next try. */
  waitUntil: string
  /** When the last input came; delays count from it. */
  now: string
}
/** What every effect on a post carries. */
export type PostEffect = {
  distributionId: string
  channel: ChannelId
  content: PostContent
  handle?: string
  attempt: number
  maxAttempts: number
}
/** `askFirst`: the post may be up already, so the channel is asked before anything is posted. */
export type PublishPost = { type: 'publish-post'; askFirst: boolean } & PostEffect
export type FindPost = { type: 'find-post' } & PostEffect
export type TakeDownPost = { type: 'take-down-post'; postId?: string; lastTry: boolean } & PostEffect
export type MeasurePost = { type: 'measure-post'; postId: string } & PostEffect

/** Requirement A5: at most three tries each, in every round. */
export const MAX_ATTEMPTS = 3
const MAX_TAKE_DOWNS = 4

const base = ({ distributionId, channel, content, handle, attempt, maxAttempts }: PostContext): PostEffect => ({
  distributionId,
  channel,
  content,
  attempt,
  maxAttempts,
  ...(handle ? { handle } : {}),
})
/** Makes the post, or first asks whether it is up. */
export const publish = (context: PostContext): PublishPost => ({
  type: 'publish-post',
  askFirst: context.askFirst,
  ...base(context),
})
/** Asks the channel whether the post is up. */
export const find = (context: PostContext): FindPost => ({ type: 'find-post', ...base(context) })
/** Takes the post down. */
export const remove = (context: PostContext): TakeDownPost => ({
  type: 'take-down-post',
  ...base(context),
  lastTry: context.takeDowns >= MAX_TAKE_DOWNS,
  ...(context.postId ? { postId: context.postId } : {}),
})
/** Tells a person that the channel does not answer. */
export const overdue = ({ distributionId, channel }: PostContext): Effect => ({
  type: 'command',
  command: 'ReportPost',
  input: {
    distributionId,
    channel,
    type: 'PostOverdue',
    details: { code: 'NO_ANSWER', reason: 'The channel has not said in time whether the post is up.' },
  },
})

/** Asks the channel how the post does. */
export const measure = (context: PostContext): MeasurePost => ({
  type: 'measure-post',
  ...base(context),
  postId: `${context.postId}`,
})
