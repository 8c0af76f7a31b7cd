import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleX from '@lucide/svelte/icons/circle-x'
import Clock from '@lucide/svelte/icons/clock'
import Hand from '@lucide/svelte/icons/hand'
import Search from '@lucide/svelte/icons/search'
import SkipForward from '@lucide/svelte/icons/skip-forward'
import Undo from '@lucide/svelte/icons/undo-2'
import Upload from '@lucide/svelte/icons/upload'
import type { PostState, TargetRow } from '../api/distribution.ts'
import type { Tone } from '../ui/Badge.svelte'

export const postLook: Record<PostState, { tone: Tone; icon: typeof Clock }> = {
  publishing: { tone: 'live', icon: Upload },
  held: { tone: 'wait', icon: Clock },
  delayed: { tone: 'wait', icon: Clock },
  unconfirmed: { tone: 'wait', icon: Search },
  'handed-over': { tone: 'info', icon: Hand },
  published: { tone: 'good', icon: CircleCheck },
  failed: { tone: 'bad', icon: CircleX },
  skipped: { tone: 'off', icon: SkipForward },
  'taking-down': { tone: 'live', icon: Undo },
  'taken-down': { tone: 'off', icon: Undo },
  'take-down-failed': { tone: 'bad', icon: CircleX },
}

const RETRYABLE: PostState[] = ['failed', 'skipped', 'unconfirmed']
const REMOVABLE: PostState[] = [
  'publishing',
  'held',
  'delayed',
  'unconfirmed',
  'handed-over',
  'published',
  'take-down-failed',
]

export const canRetry = ({ state }: TargetRow): boolean => RETRYABLE.includes(state)
export const canTakeDown = ({ state }: TargetRow): boolean => REMOVABLE.includes(state)

/** Seconds from the request to the outcome, or to now while it is under way; undefined where it says nothing. */
export function secondsOf({ startedAt, settledAt, state }: TargetRow, now: number): number | undefined {
  const isUnderWay = state === 'publishing' || state === 'unconfirmed'
  if (!isUnderWay && !(settledAt && (state === 'published' || state === 'failed'))) return undefined
  const end = isUnderWay || !settledAt ? now : Date.parse(settledAt)
  return Math.max(0, Math.round((end - Date.parse(startedAt)) / 100) / 10)
}
