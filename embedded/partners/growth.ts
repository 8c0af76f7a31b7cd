import { createHash } from 'node:crypto'
import type { Post } from './rows.ts'

interface Counts {
  views: number
  reach: number
  clicks: number
}

/** How large a post can get on each channel, how many of the views are other people, how many of them click. */
const CHANNELS: Record<string, { size: number; people: number; clicks: number }> = {
  instagram: { size: 4_000, people: 0.82, clicks: 0.03 },
  'naver-blog': { size: 1_200, people: 0.9, clicks: 0.05 },
  kakao: { size: 2_500, people: 0.97, clicks: 0.08 },
  'uridongne-tv': { size: 9_000, people: 0.6, clicks: 0.004 },
  ringobiz: { size: 600, people: 0.7, clicks: 0.01 },
  'genie-tv': { size: 15_000, people: 0.5, clicks: 0.006 },
}

const MINUTES_5 = 300
const DAYS_2 = 172_800

/**
 * What a post has been seen after some seconds: a function of post, time and channel alone, and never less than before.
 * A quick first wave, so that a live demo moves, and a slow one over days.
 */
export function counts(channel: string, postId: string, seconds: number): Counts {
  const { size, people, clicks } = CHANNELS[channel] ?? { size: 1_000, people: 0.8, clicks: 0.02 }
  const luck = createHash('sha256').update(`${channel}/${postId}`).digest().readUInt32BE(0) / 2 ** 32
  const t = Math.max(0, seconds)
  const grown = 0.25 * (1 - Math.exp(-t / MINUTES_5)) + 0.75 * (1 - Math.exp(-t / DAYS_2))
  const views = size * (0.5 + luck) * grown
  return { views: Math.floor(views), reach: Math.floor(views * people), clicks: Math.floor(views * clicks) }
}

/** A post's counts at a time: they begin when it goes live, and stand still once it ended or was taken down. */
export function countsAt(post: Post, now: number): Counts {
  const end = Math.min(now, post.liveUntil ?? now, post.takenDownAt ?? now)
  return counts(post.partner, post.postId, (end - post.liveFrom) / 1000)
}

/** The counts over time: evenly spaced points from going live until now. */
export function series(post: Post, now: number, points = 24): (Counts & { at: string })[] {
  const end = Math.max(post.liveFrom, now)
  return Array.from({ length: points }, (_, i) => {
    const at = Math.round(post.liveFrom + ((end - post.liveFrom) * (i + 1)) / points)
    return { at: new Date(at).toISOString(), ...countsAt(post, at) }
  })
}
