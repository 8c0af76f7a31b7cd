import type { I18n } from '../i18n/context.ts'
import type { MessageKey } from '../i18n/translate.ts'
import { PATH_MARK } from './difference.ts'

/** What other screens call the parts of a state. */
const NAMES: Record<string, MessageKey> = {
  status: 'audit.field.status',
  state: 'audit.field.status',
  title: 'make.check.titleField',
  prize: 'plan.prize',
  body: 'field.body',
  hashtags: 'make.check.hashtags',
  channels: 'plan.channels',
  startsAt: 'make.check.startsAt',
  endsAt: 'make.check.endsAt',
  planIndex: 'audit.field.chosen',
  style: 'audit.field.style',
  shopName: 'auth.shopName',
  trade: 'auth.trade',
  entryUrl: 'promotion.entryPage',
  hash: 'content.fileId',
  bytes: 'content.weight',
  text: 'content.script',
  idea: 'audit.field.idea',
  mechanic: 'plan.mechanic',
  days: 'plan.days',
  expectedEntries: 'plan.entries',
  expectedReach: 'plan.reach',
  cost: 'plan.cost',
  effort: 'plan.effort',
  why: 'plan.why',
  reach: 'results.reach',
  clicks: 'results.clicks',
  costWon: 'results.cost',
  attempts: 'audit.field.attempts',
  heldUntil: 'audit.field.heldUntil',
}

/** What people call a value at a path: the thing it is of, and what it says of it. Undefined where there is no word. */
export function nameOf({ t, maybe }: I18n, path: string): string | undefined {
  const parts = path.split(PATH_MARK)
  const key = NAMES[parts.at(-1) ?? '']
  if (!key) return undefined
  const owners = parts.slice(0, -1).map((part, at) => {
    const of = parts[at - 1]
    if (of === 'plans') return t('audit.field.plan', { n: Number(part) + 1 })
    if (of === 'files') return maybe(`content.piece.${part}`)
    if (of === 'targets') return maybe(`channel.${part}`)
    return part === 'approved' ? t('audit.field.approved') : undefined
  })
  return [...owners.filter(Boolean), t(key)].join(' · ')
}

const KINDS: Record<string, string> = {
  state: 'post',
  style: 'content.style',
  status: 'status',
  effort: 'effort',
  trade: 'trade',
}
const COUNTS = ['reach', 'clicks', 'expectedReach', 'expectedEntries', 'bytes']

/** A value as people read it; as it was recorded where there are no words for it. */
export function readingOf({ t, f, maybe }: I18n, path: string, value: string): string {
  const name = path.split(PATH_MARK).at(-1) ?? ''
  const kind = KINDS[name]
  if (kind) return maybe(`${kind}.${value}`) ?? maybe(`audit.status.${value}`) ?? value
  if (/(At|Until)$/.test(name)) return f.moment(value)
  if (name === 'channels') return value.replaceAll(/[\w-]+/g, (channel) => maybe(`channel.${channel}`) ?? channel)
  if (name === 'cost' || name === 'costWon') return f.won(Number(value))
  if (name === 'days') return t('common.days', { n: value })
  if (name === 'planIndex') return t('audit.field.plan', { n: Number(value) + 1 })
  return COUNTS.includes(name) ? f.exact(Number(value)) : value
}
