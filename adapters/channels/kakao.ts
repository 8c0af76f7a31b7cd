import { z } from 'zod'
import type { PostContent } from '../../domain/channel.ts'
import type { Trouble } from '../resilience/http.ts'
import { connected } from './connected.ts'
import { mediaProblems } from './media.ts'
import { Address, Amount, Text } from './outcomes.ts'
import type { ChannelKind } from './port.ts'
import { restChannel } from './rest-channel.ts'
import { periodOf, tooLong } from './text.ts'

const settings = z.object({
  KAKAO_URL: Address,
  KAKAO_TOKEN: Text,
  KAKAO_SENDER_KEY: Text,
  KAKAO_TEMPLATE_CODE: z.union([z.string().regex(/^[\w-]{1,30}$/), z.literal('')]).default(''),
  /** Sent to friends with this tag only; to all who consented when empty. */
  KAKAO_TAG: Text,
  KAKAO_WON_PER_MESSAGE: Amount.default(15),
})

const MINUTE = 60_000
const DAY = 24 * 60
const KST = 9 * 60
const QUIET_FROM = 20 * 60 + 50
const QUIET_UNTIL = 8 * 60

/** Brand messages rest from 20:50 to 08:00 Korean time. */
export function quietUntil(now: string): string | undefined {
  const minute = Math.floor(Date.parse(now) / MINUTE)
  const ofDay = (minute + KST) % DAY
  if (ofDay >= QUIET_UNTIL && ofDay < QUIET_FROM) return undefined
  return new Date((minute + ((QUIET_UNTIL - ofDay + DAY) % DAY)) * MINUTE).toISOString()
}

const Quiet = z.object({ error: z.object({ code: z.literal('QUIET_HOURS'), allowedFrom: z.iso.datetime() }) })

/** Their clock may be a little ahead of ours: night is no reason to give up. */
function refusal(trouble: Trouble, body: unknown): Trouble {
  const quiet = Quiet.safeParse(body).data?.error
  if (!quiet) return trouble
  const { code, reason } = trouble
  return { outcome: 'unavailable', code, reason, retryAfterMs: Math.max(0, Date.parse(quiet.allowedFrom) - Date.now()) }
}

const variablesOf = (content: PostContent) => ({
  shopName: content.shopName,
  title: content.title,
  prize: content.prize,
  body: content.body,
  period: periodOf(content),
})
const VARIABLE_LIMIT = 1_000

/** Kakao channel: brand messages by an approved template, to friends who consented. */
export const kakao: ChannelKind = {
  id: 'kakao',
  settings,
  sandbox: (base) => ({
    KAKAO_URL: `${base}/kakao/v1`,
    KAKAO_TOKEN: 'sandbox',
    KAKAO_SENDER_KEY: 'sandbox',
    KAKAO_TEMPLATE_CODE: 'PROMOTION_1',
  }),
  create(env, deps) {
    const set = settings.parse(env)
    const audience = set.KAKAO_TAG ? { kind: 'tag', tag: set.KAKAO_TAG } : { kind: 'consenting-friends' }
    const channel = restChannel(
      {
        id: 'kakao',
        base: set.KAKAO_URL,
        token: set.KAKAO_TOKEN,
        collection: '/brand-messages',
        referenceField: 'requestId',
        costWon: { ofPost: 0, ofReach: (reach) => reach * set.KAKAO_WON_PER_MESSAGE },
        problems: (content) => [
          ...Object.values(variablesOf(content)).flatMap((value) => tooLong('TEXT_TOO_LONG', value, VARIABLE_LIMIT)),
          ...mediaProblems('kakao', content),
        ],
        bodyOf: (content) => ({
          senderKey: set.KAKAO_SENDER_KEY,
          templateCode: set.KAKAO_TEMPLATE_CODE,
          audience,
          variables: variablesOf(content),
          imageUrl: content.imageUrl,
          linkUrl: content.entryUrl,
        }),
        refusal,
      },
      deps,
    )
    const needed = ['KAKAO_URL', 'KAKAO_TOKEN', 'KAKAO_SENDER_KEY', 'KAKAO_TEMPLATE_CODE'] as const
    return connected(set, [...needed], { ...channel, holdUntil: quietUntil })
  },
}
