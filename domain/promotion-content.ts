import { z } from 'zod'
import { ChannelId } from './channel.ts'
import { Instant, rule } from './kernel.ts'
import type { Plan } from './recommendation.ts'

const MAX_DAYS = 366
const DAY_MS = 86_400_000

/** The fields of a promotion's content. */
export const content = {
  title: z.string().trim().min(1).max(60),
  prize: z.string().trim().min(1).max(120),
  body: z.string().trim().min(1).max(2_000),
  hashtags: z.array(z.string().trim().min(1).max(30)).max(10),
  channels: z.array(ChannelId).max(6),
  startsAt: Instant,
  endsAt: Instant,
}
/** What a promotion needs before it can start. */
export const Content = z.object(content)
/** What a draft has of it. */
export const Draft = Content.partial()
export type Draft = z.infer<typeof Draft>

/** The whole content, or Rejected with the names of what is missing. */
export function complete(draft: Draft): z.infer<typeof Content> {
  const parsed = Content.safeParse(draft)
  const missing = parsed.error?.issues.map((issue) => issue.path.join('.')).join(', ')
  rule(parsed.success, 'PROMOTION_INCOMPLETE', `Before it can start, the promotion still needs: ${missing}.`)
  return parsed.data
}

/** Throws PERIOD_INVALID unless it has a length, is not too long, and is not over. */
export function checkPeriod({ startsAt, endsAt }: { startsAt: string; endsAt: string }, now: string): void {
  const length = Date.parse(endsAt) - Date.parse(startsAt)
  rule(length > 0, 'PERIOD_INVALID', 'The end must be after the start.')
  rule(length <= MAX_DAYS * DAY_MS, 'PERIOD_INVALID', `A promotion lasts at most ${MAX_DAYS} days.`)
  rule(Date.parse(endsAt) > Date.parse(now), 'PERIOD_INVALID', 'The end lies in the past; choose a later one.')
}

/** The content that a plan brings with it. */
export const contentOfPlan = ({ title, prize, mechanic, hashtags, channels }: Plan): Draft => ({
  title,
  prize,
  // The idea speaks to the merchant, the mechanic to those who take part.
  body: mechanic,
  hashtags,
  channels,
})
