import type { ChannelId } from '../api/channel.ts'
import type { PostState, TargetRow } from '../api/distribution.ts'
import type { I18n } from '../i18n/context.ts'

const SILENT: PostState[] = ['publishing', 'published', 'taken-down', 'taking-down']

/** Why a post is where it is, in plain words; undefined where there is nothing to explain. */
export function whyOf({ t, maybe, f }: I18n, channel: ChannelId, target: TargetRow): string | undefined {
  const values = {
    channel: t(`channel.${channel}`),
    until: target.heldUntil ? f.dateTime(target.heldUntil) : '',
    retryAt: target.retryAt ? f.time(target.retryAt) : '',
  }
  // Whoever is sent to look is not asked to wait as well.
  if (target.overdue) return t(target.state === 'taking-down' ? 'board.overdueDown' : 'board.overdue', values)
  if (SILENT.includes(target.state)) return undefined
  const told =
    target.state === 'held' || target.state === 'delayed' ? undefined : maybe(`reason.${target.code}`, values)
  return told ?? maybe(`postWhy.${target.state}`, values) ?? target.reason
}
