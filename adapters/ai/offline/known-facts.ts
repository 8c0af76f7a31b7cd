import type { Criteria, Trend } from '../../../domain/recommendation.ts'
import type { AiContext, Language } from '../port.ts'
import { sayDate, upcoming } from './calendar.ts'
import { sayOccasion, sayResults } from './compose.ts'
import { forecast } from './estimate.ts'
import { REGIONS } from './regions.ts'
import { SEASONS } from './seasons.ts'
import { TRADES } from './trades.ts'

const MOST_OCCASIONS = 4

const SOURCES = {
  ko: {
    calendar: '기념일 달력',
    season: '철별 안내',
    trade: '업종 안내',
    region: '지역 안내',
    past: '같은 업종과 지역의 지난 이벤트 결과',
  },
  en: {
    calendar: 'calendar of Korean days',
    season: 'season notes',
    trade: 'trade notes',
    region: 'region notes',
    past: 'past promotions of the same trade and region',
  },
} satisfies Record<Language, Record<string, string>>

const RESULTS_TOPIC: Record<Language, string> = { ko: '지난 결과', en: 'Past results' }

/** The occasions ahead, and what is known of the season, the trade, the region and past results. */
export function knownFacts({ trade, region, season }: Criteria, context: AiContext): Trend[] {
  const language = context.language ?? 'ko'
  const source = SOURCES[language]
  const words = TRADES[trade][language]
  const nearby = upcoming(context.now, trade, season).slice(0, MOST_OCCASIONS)
  return [
    ...nearby.map((one) => ({
      topic: `${one.occasion.name[language]} · ${sayDate(one.from, language)}`,
      finding: sayOccasion(one, language),
      source: source.calendar,
    })),
    { topic: SEASONS[language][season].label, finding: SEASONS[language][season].lead, source: source.season },
    { topic: words.name, finding: `${words.season[season]} ${words.habit}`, source: source.trade },
    { topic: REGIONS[language][region].name, finding: REGIONS[language][region][season], source: source.region },
    {
      topic: RESULTS_TOPIC[language],
      finding: sayResults(forecast(context.pastResults), language),
      source: source.past,
    },
  ]
}
