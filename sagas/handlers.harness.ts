import type { Channel, FindOutcome, PublishOutcome } from '../adapters/channels/port.ts'
import { past } from '../domain/given.ts'
import { postHandlers } from './channel-post-handlers.ts'
import { NOW } from './harness.ts'
import type { Wanted } from './post-wanted.ts'

export const why = { code: 'HTTP_503', reason: 'busy' }
export const PUBLISHED = {
  outcome: 'published' as const,
  post: { postId: 'p9', url: 'https://x.example/9', costWon: 900 },
}
export const UNKNOWN = { outcome: 'unknown' as const, code: 'TIMEOUT', reason: 'no answer' }
const ABSENT = { outcome: 'absent' as const }
export const STALE = { outcome: 'unavailable' as const, code: 'HANDLE_STALE', reason: 'gone' }
const content = (past('DistributionRequested').data.targets as { content: unknown }[])[0]?.content

interface Script {
  channel?: Partial<Channel>
  publish?: PublishOutcome
  find?: FindOutcome
  wanted?: Wanted[]
  effect?: Record<string, unknown>
  recovered?: boolean
  aborted?: boolean
}

/** Runs one handler against a scripted channel: what it reported, and what it asked the channel for, in order. */
export async function run(
  type: string,
  { channel, publish, find, wanted = ['wanted'], effect, recovered, aborted }: Script = {},
) {
  const calls: string[] = []
  const scripted: Channel = {
    id: 'instagram',
    mode: 'direct',
    preflight: () => [],
    holdUntil: () => undefined,
    publish: async (_content, handle) => {
      calls.push(handle ? `publish ${handle}` : 'publish')
      return publish ?? PUBLISHED
    },
    find: async () => {
      calls.push('find')
      return find ?? ABSENT
    },
    takeDown: async (postId) => {
      calls.push(`take-down ${postId}`)
      return { outcome: 'taken-down' }
    },
    metrics: async () => ({ outcome: 'measured', reach: 12, clicks: 3, costWon: 900 }),
    ...channel,
  }
  const sent: unknown[] = []
  const handlers = postHandlers({
    channels: { instagram: scripted } as never,
    send: async (command, input) => void sent.push([command, input.type, input.details]),
    wanted: async () => wanted.shift() ?? 'withdrawn',
    now: () => NOW,
  })
  const signal = aborted ? AbortSignal.abort(new Error('stopped')) : new AbortController().signal
  const context = { effectId: 'e', recovered: recovered ?? false, merchantId: 'm1', correlationId: 'c', signal }
  const base = {
    type,
    distributionId: 'd1',
    channel: 'instagram',
    content,
    attempt: 1,
    maxAttempts: 3,
    askFirst: false,
  }
  await handlers[type]?.({ ...base, ...effect } as never, context)
  return { calls, sent: sent.flat() }
}
/** What is sent for the scripted post. */
export const published = [
  'ReportPost',
  'PostPublished',
  { attempt: 1, postId: 'p9', url: 'https://x.example/9', costWon: 900 },
]
