import { z } from 'zod'
import { connected } from './connected.ts'
import { mediaProblems } from './media.ts'
import { Address, Amount, Text } from './outcomes.ts'
import type { ChannelKind } from './port.ts'
import { restChannel } from './rest-channel.ts'
import { tooLong } from './text.ts'

const LEAST_BUDGET_WON = 10_000

const settings = z.object({
  GENIE_TV_URL: Address,
  GENIE_TV_TOKEN: Text,
  /** What one campaign may spend. */
  GENIE_TV_BUDGET_WON: Amount.min(LEAST_BUDGET_WON).default(50_000),
})

/** 지니TV: an advert campaign on IPTV in the shop's region. */
export const genieTv: ChannelKind = {
  id: 'genie-tv',
  settings,
  sandbox: (base) => ({ GENIE_TV_URL: `${base}/genie-tv/v1`, GENIE_TV_TOKEN: 'sandbox' }),
  create(env, deps) {
    const set = settings.parse(env)
    const channel = restChannel(
      {
        id: 'genie-tv',
        base: set.GENIE_TV_URL,
        token: set.GENIE_TV_TOKEN,
        collection: '/campaigns',
        costWon: { ofPost: set.GENIE_TV_BUDGET_WON },
        problems: (content) => [...tooLong('TITLE_TOO_LONG', content.title, 60), ...mediaProblems('genie-tv', content)],
        bodyOf: (content) => ({
          name: content.title,
          format: content.clip ? 'preroll' : 'banner',
          creativeUrl: content.clip?.url ?? content.imageUrl,
          landingUrl: content.entryUrl,
          regions: [content.region],
          budgetKrw: set.GENIE_TV_BUDGET_WON,
          startsAt: content.startsAt,
          endsAt: content.endsAt,
        }),
      },
      deps,
    )
    return connected(set, ['GENIE_TV_URL', 'GENIE_TV_TOKEN'], channel)
  },
}
