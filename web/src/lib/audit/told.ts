import type { AuditedEvent } from '../api/audit.ts'
import type { Me } from '../api/shop.ts'
import type { I18n } from '../i18n/context.ts'
import { readable } from '../words/facts.ts'

/** What happened, in plain words; the type itself where there are none for it. */
export function toldOf(i18n: I18n, { type, data }: AuditedEvent): string {
  const plain = Object.entries(data).filter(
    (entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number',
  )
  const { plan, winners } = data as { plan?: { title?: string }; winners?: unknown[] }
  const extra = { ...(plan?.title ? { title: plan.title } : {}), ...(winners ? { winners: winners.length } : {}) }
  const sentence = i18n.maybe(`timeline.${type}`, readable(i18n, { ...Object.fromEntries(plain), ...extra }))
  return sentence && !sentence.includes('{') ? sentence : type
}

/** Who did it, and through which app. */
export function actorOf({ t }: I18n, { actor, client }: AuditedEvent, me: Me | null): string {
  const who = personOf(t, actor, me)
  return client ? t('audit.by.via', { who, app: client.name || client.clientId }) : who
}

function personOf(t: I18n['t'], actor: string, me: Me | null): string {
  if (actor === me?.accountId) return t('audit.by.you')
  if (actor === 'public') return t('audit.by.public')
  if (actor === 'seed') return t('audit.by.seed')
  return t(actor.startsWith('saga') ? 'audit.by.auto' : 'audit.by.shop')
}
