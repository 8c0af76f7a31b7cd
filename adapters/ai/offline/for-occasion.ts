import type { Criteria, Plan } from '../../../domain/recommendation.ts'
import { seasonAt } from '../../../domain/season.ts'
import type { AiContext } from '../port.ts'
import { koreanDate, type Upcoming, upcoming } from './calendar.ts'
import { planOn } from './compose.ts'
import { OCCASIONS } from './occasions.ts'

const DAY_MS = 86_400_000
/** Nearer than this, there is no time left to prepare anything. */
const LEAST_DAYS = 3

const squash = (text: string) => text.toLowerCase().replaceAll(/[\s·]/g, '')

/** The day that words name, the next time it comes; undefined when they name none that we know. */
export function occasionIn(words: string, now: string): Upcoming | undefined {
  const said = squash(words)
  const today = Date.parse(koreanDate(now))
  const named = OCCASIONS.filter(({ name }) => said.includes(squash(name.ko)) || said.includes(squash(name.en)))
  const occasion = named.toSorted((a, b) => b.name.ko.length - a.name.ko.length)[0]
  const year = new Date(today).getUTCFullYear()
  const days = [year - 1, year, year + 1].flatMap((one) => occasion?.in(one) ?? [])
  const next = days.find(({ to }) => (Date.parse(to) - today) / DAY_MS >= LEAST_DAYS)
  return occasion && next ? { ...next, occasion, daysLeft: (Date.parse(next.to) - today) / DAY_MS } : undefined
}

/** A plan for the occasion that words name, or else for the one that is next; its last day in Korea, if it has one. */
export function planForOccasion(
  words: string,
  criteria: Omit<Criteria, 'season'>,
  context: AiContext,
): { plan: Plan; lastDay: string | undefined } {
  const ahead = upcoming(context.now, criteria.trade, seasonAt(context.now)).find(({ occasion }) => !occasion.lesser)
  const occasion = occasionIn(words, context.now) ?? ahead
  const season = seasonAt(occasion ? `${occasion.from}T03:00:00.000Z` : context.now)
  return { plan: planOn({ ...criteria, season }, context, occasion), lastDay: occasion?.to }
}
