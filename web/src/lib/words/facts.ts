import type { ChannelId } from '../api/channel.ts'
import type { I18n } from '../i18n/context.ts'
import type { Values } from '../i18n/translate.ts'

const MOMENTS = ['since', 'until', 'retryAt', 'startsAt', 'endsAt', 'heldUntil']

/** The parameters of a notice or a timeline row as people read them: channels by name, moments as dates. */
export function readable({ maybe, f }: I18n, params: Values): Values {
  const words = Object.entries(params).map(([name, value]): [string, string | number] => {
    if (name === 'channel') return [name, maybe(`channel.${value as ChannelId}`) ?? value]
    if (name === 'field') return [name, maybe(`field.${value}`) ?? value]
    if (MOMENTS.includes(name)) return [name, f.dateTime(String(value))]
    return [name, typeof value === 'number' ? f.number(value) : value]
  })
  return Object.fromEntries(words)
}
