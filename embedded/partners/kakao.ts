import { z } from 'zod'
import { Moment, refuse, restChannel } from './channel-api.ts'
import { text } from './http.ts'

const Message = z.strictObject({
  requestId: z.string().min(1).max(128),
  senderKey: z.string().min(1),
  templateCode: z.string().regex(/^[\w-]{1,30}$/),
  audience: z.strictObject({ kind: z.enum(['consenting-friends', 'tag']), tag: z.string().min(1).optional() }),
  variables: z.record(z.string(), z.string().max(1000)).default({}),
  imageUrl: z.url({ protocol: /^https?$/ }).optional(),
  linkUrl: z.url({ protocol: /^https?$/ }).optional(),
  sendAt: Moment.optional(),
})

const MINUTE = 60_000
const KST = 9 * 60
const DAY = 24 * 60
const QUIET_FROM = 20 * 60 + 50
const QUIET_UNTIL = 8 * 60

/** The first moment from `at` on outside of 20:50–08:00 Korean time: `at` itself when it is outside. */
function allowedFrom(at: number): number {
  const minute = (Math.floor(at / MINUTE) + KST) % DAY
  if (minute >= QUIET_UNTIL && minute < QUIET_FROM) return at
  const wait = (QUIET_UNTIL - minute + DAY) % DAY
  return Math.floor(at / MINUTE) * MINUTE + wait * MINUTE
}

/** Kakao brand messages: to consenting friends, by an approved template, never at night. */
export const kakao = restChannel({
  name: 'kakao',
  collection: '/kakao/v1/brand-messages',
  prefix: 'km',
  schema: Message,
  states: { waiting: 'RESERVED', live: 'SENT', ended: 'SENT', gone: 'CANCELLED' },
  reference: { where: 'requestId in the body', query: 'requestId', of: ({ body }) => text(body, 'requestId') },
  period: ({ sendAt }, now) => ({ from: sendAt ? Date.parse(sendAt) : now, until: null }),
  check({ templateCode, sendAt, audience }, { clock }) {
    if (templateCode.startsWith('UNAPPROVED'))
      throw refuse(422, 'TEMPLATE_NOT_APPROVED', `the template ${templateCode} is not approved`)
    if (audience.kind === 'tag' && !audience.tag) throw refuse(422, 'TAG_REQUIRED', 'the audience needs its tag')
    const at = Math.max(sendAt ? Date.parse(sendAt) : 0, clock.now())
    const allowed = allowedFrom(at)
    if (allowed !== at)
      throw refuse(422, 'QUIET_HOURS', 'brand messages are not sent from 20:50 to 08:00 Korean time', {
        allowedFrom: new Date(allowed).toISOString(),
      })
  },
  mayTakeDown(post, now) {
    if (now >= post.liveFrom) throw refuse(409, 'ALREADY_SENT', 'a message that was sent cannot be called back')
  },
})
