import { z } from 'zod'
import { BY_HEADER, Moment, refuse, restChannel } from './channel-api.ts'

const Campaign = z.strictObject({
  name: z.string().min(1).max(60),
  format: z.enum(['banner', 'preroll']),
  creativeUrl: z.url({ protocol: /^https?$/ }),
  landingUrl: z.url({ protocol: /^https?$/ }).optional(),
  regions: z.array(z.string().min(1)).min(1).max(30),
  budgetKrw: z.number().int(),
  startsAt: Moment,
  endsAt: Moment,
})

const LEAST_BUDGET = 10_000

/** 지니TV: an advert campaign on IPTV. */
export const genieTv = restChannel({
  name: 'genie-tv',
  collection: '/genie-tv/v1/campaigns',
  prefix: 'gt',
  schema: Campaign,
  states: { waiting: 'SCHEDULED', live: 'RUNNING', ended: 'ENDED', gone: 'STOPPED' },
  reference: BY_HEADER,
  period: ({ startsAt, endsAt }) => ({ from: Date.parse(startsAt), until: Date.parse(endsAt) }),
  check({ budgetKrw }) {
    if (budgetKrw < LEAST_BUDGET)
      throw refuse(422, 'BUDGET_TOO_SMALL', `a campaign costs at least ${LEAST_BUDGET} won`, { least: LEAST_BUDGET })
  },
})
