import { drawable } from '../fit.ts'
import { formatPeriod } from '../period.ts'

/** What a creative says, as a merchant wrote it. */
export interface CreativeFacts {
  trade: string
  shopName: string
  title: string
  prize: string
  /** ISO instants; a draft may have none yet. */
  startsAt?: string
  endsAt?: string
}

/** The same as it is drawn: only what the fonts have. */
export interface CreativeWords {
  shop: string
  title: string
  prize: string
  period: string
  call: string
}

const KST_MS = 9 * 3_600_000
const WEEKDAYS = '일월화수목금토'

/** `12월 1일(화)까지`; an end at midnight is the day before. */
function until(endsAt: string): string {
  const last = new Date(Date.parse(endsAt) - 1 + KST_MS)
  return `${last.getUTCMonth() + 1}월 ${last.getUTCDate()}일(${WEEKDAYS[last.getUTCDay()]})까지`
}

/** A title of nothing that can be drawn gives way to the shop's name. */
export function wordsOf({ shopName, title, prize, startsAt, endsAt }: CreativeFacts): CreativeWords {
  const shop = drawable(shopName)
  const period = endsAt ? (startsAt ? formatPeriod(startsAt, endsAt) : until(endsAt)) : ''
  return { shop, title: drawable(title) || shop || '이벤트', prize: drawable(prize), period, call: 'QR로 참여하기' }
}
