import { z } from 'zod'
import type { PostContent } from '../../domain/channel.ts'
import { connected } from './connected.ts'
import { Address, Amount, Text } from './outcomes.ts'
import type { ChannelKind } from './port.ts'
import { restChannel } from './rest-channel.ts'
import { periodOf, tooLong } from './text.ts'

const settings = z.object({
  RINGOBIZ_URL: Address,
  RINGOBIZ_TOKEN: Text,
  /** The number whose callers hear the text: digits only. */
  RINGOBIZ_PHONE_NUMBER: z.union([z.string().regex(/^0\d{8,10}$/), z.literal('')]).default(''),
  RINGOBIZ_FEE_WON: Amount.default(5_000),
})

/** Short enough to be heard before someone picks up the phone. */
const spoken = (content: PostContent) =>
  content.script ??
  `${content.shopName}입니다. ${content.title}. 경품은 ${content.prize}, 기간은 ${periodOf(content)}입니다.`

/** 링고비즈: callers hear the promotion instead of the ringing tone. */
export const ringobiz: ChannelKind = {
  id: 'ringobiz',
  settings,
  sandbox: (base) => ({
    RINGOBIZ_URL: `${base}/ringobiz/v1`,
    RINGOBIZ_TOKEN: 'sandbox',
    RINGOBIZ_PHONE_NUMBER: '0212345678',
  }),
  create(env, deps) {
    const set = settings.parse(env)
    const channel = restChannel(
      {
        id: 'ringobiz',
        base: set.RINGOBIZ_URL,
        token: set.RINGOBIZ_TOKEN,
        collection: '/ringbacks',
        costWon: { ofPost: set.RINGOBIZ_FEE_WON },
        problems: (content) => tooLong('TEXT_TOO_LONG', spoken(content), 200),
        bodyOf: (content) => ({
          phoneNumber: set.RINGOBIZ_PHONE_NUMBER,
          text: spoken(content),
          startsAt: content.startsAt,
          endsAt: content.endsAt,
        }),
      },
      deps,
    )
    return connected(set, ['RINGOBIZ_URL', 'RINGOBIZ_TOKEN', 'RINGOBIZ_PHONE_NUMBER'], channel)
  },
}
