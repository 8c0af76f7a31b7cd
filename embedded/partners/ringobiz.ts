import { z } from 'zod'
import { BY_HEADER, Moment, restChannel } from './channel-api.ts'

const Ringback = z.strictObject({
  phoneNumber: z.string().regex(/^0\d{8,10}$/, 'digits of a Korean number'),
  text: z.string().min(1).max(200),
  voice: z.enum(['female', 'male']).default('female'),
  startsAt: Moment.optional(),
  endsAt: Moment,
})

/** 링고비즈: a text that callers of a shop's number hear instead of the ringing tone. */
export const ringobiz = restChannel({
  name: 'ringobiz',
  collection: '/ringobiz/v1/ringbacks',
  prefix: 'rb',
  schema: Ringback,
  states: { waiting: 'REGISTERED', live: 'ACTIVE', ended: 'ENDED', gone: 'REMOVED' },
  reference: BY_HEADER,
  period: ({ startsAt, endsAt }, now) => ({ from: startsAt ? Date.parse(startsAt) : now, until: Date.parse(endsAt) }),
})
