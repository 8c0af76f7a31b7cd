import type { ChannelId } from '../../../domain/channel.ts'
import type { Plan, Purpose } from '../../../domain/recommendation.ts'
import type { Language } from '../port.ts'
import { clearance } from './ideas/clearance.ts'
import { launch } from './ideas/launch.ts'
import { newCustomers } from './ideas/new-customers.ts'
import { regulars } from './ideas/regulars.ts'
import { sales } from './ideas/sales.ts'
import { season } from './ideas/season.ts'
import type { GiftSize } from './trades.ts'

/** Text with slots; see `render.ts` for how they are filled. */
export interface IdeaWords {
  title: string
  idea: string
  mechanic: string
  /** Why it serves its purpose. */
  reason: string
}

export type Idea = Record<Language, IdeaWords> & {
  days: number
  /** How readily people take part, beside a plain draw (1). */
  ease: number
  /** Won for what is needed beside the gifts. */
  materials: number
  gifts: [GiftSize, number][]
  /** Without this channel it makes no sense. */
  needs?: ChannelId
}

export type Effort = Plan['effort']
export const EFFORTS: readonly Effort[] = ['low', 'medium', 'high']

/** Two ideas per purpose and effort; which one a shop gets follows from its trade, region and season. */
export const IDEAS: Record<Purpose, Record<Effort, [Idea, Idea]>> = {
  'new-customers': newCustomers,
  regulars,
  sales,
  launch,
  season,
  clearance,
}
