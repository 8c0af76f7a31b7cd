import type { Criteria, Plan } from '../../../domain/recommendation.ts'
import type { AiContext, Language } from '../port.ts'
import { CHANNEL_NAMES } from './assumptions.ts'
import { sayDate, type Upcoming, upcoming } from './calendar.ts'
import { type ChannelForecast, chooseChannels, estimate, forecast } from './estimate.ts'
import { EFFORTS, type Effort, IDEAS, type Idea } from './ideas.ts'
import { REGIONS } from './regions.ts'
import { fill, withParticle } from './render.ts'
import { SEASONS } from './seasons.ts'
import { TRADES } from './trades.ts'

/** More than this ahead, there is time for an elaborate plan. */
const AHEAD_DAYS = 14

/** Three plans for the criteria, from little effort to much: the same for the same criteria and context. */
export function composePlans(criteria: Criteria, context: AiContext): Plan[] {
  const ideas = chooseIdeas(criteria)
  const forecasts = forecast(context.pastResults)
  const channels = chooseChannels(forecasts, ideas)
  const occasions = greatFirst(upcoming(context.now, criteria.trade, criteria.season))
  return EFFORTS.map((effort) => {
    const occasion = occasionFor(effort, occasions)
    return composePlan({
      criteria,
      context,
      effort,
      idea: ideas[effort],
      occasion,
      channels: channels[effort],
      forecasts,
    })
  })
}

/** One plan of middling effort, for that occasion. */
export function planOn(criteria: Criteria, context: AiContext, occasion: Upcoming | undefined): Plan {
  const ideas = chooseIdeas(criteria)
  const forecasts = forecast(context.pastResults)
  const channels = chooseChannels(forecasts, ideas).medium
  return composePlan({ criteria, context, effort: 'medium', idea: ideas.medium, occasion, channels, forecasts })
}

/** Lesser days only where there is no great one. */
function greatFirst(occasions: Upcoming[]): Upcoming[] {
  const great = occasions.filter(({ occasion }) => !occasion.lesser)
  return great.length > 0 ? great : occasions
}

/** Little effort takes what is nearest, the middle one the next, the elaborate one what leaves time. */
function occasionFor(effort: Effort, occasions: Upcoming[]): Upcoming | undefined {
  if (effort === 'low') return occasions[0]
  if (effort === 'medium') return occasions[1] ?? occasions[0]
  return occasions.findLast(({ daysLeft }) => daysLeft >= AHEAD_DAYS)
}

function chooseIdeas({ trade, region, purpose, season }: Criteria): Record<Effort, Idea> {
  const pick = (effort: Effort) => {
    const pair = IDEAS[purpose][effort]
    return pair[sumOfCodes(`${trade} ${region} ${season} ${effort}`) % pair.length] as Idea
  }
  return { low: pick('low'), medium: pick('medium'), high: pick('high') }
}

const sumOfCodes = (text: string) => [...text].reduce((sum, char) => sum + char.charCodeAt(0), 0)

interface Parts {
  criteria: Criteria
  context: AiContext
  effort: Effort
  idea: Idea
  occasion: Upcoming | undefined
  channels: ChannelForecast[]
  forecasts: ChannelForecast[]
}

function composePlan(parts: Parts): Plan {
  const { criteria, context, effort, idea, occasion, channels } = parts
  const language = context.language ?? 'ko'
  const words = slots(criteria, occasion, language)
  const { title, idea: text, mechanic } = idea[language]
  const days = occasion ? Math.min(idea.days, occasion.daysLeft) : idea.days
  return {
    title: fill(title, words),
    idea: fill(text, words),
    prize: sayPrize(idea, words, language),
    mechanic: fill(mechanic, words),
    channels: channels.map(({ channel }) => channel),
    days,
    ...estimate(idea, days, channels, TRADES[criteria.trade].won),
    effort,
    why: sayWhy(parts, words, language),
    hashtags: hashtags(words, language),
  }
}

/** The words that an idea's slots are filled with. */
function slots(criteria: Criteria, occasion: Upcoming | undefined, language: Language): Record<string, string> {
  const { gifts, item, season: _, ...words } = TRADES[criteria.trade][language]
  const season = SEASONS[language][criteria.season]
  return {
    ...words,
    ...gifts,
    item: item[criteria.season],
    season: season.name,
    region: REGIONS[language][criteria.region].name,
    theme: occasion ? occasion.occasion.label[language] : season.label,
  }
}

function sayPrize({ gifts }: Idea, words: Record<string, string>, language: Language): string {
  const say = gifts.map(([size, count]) => {
    const gift = words[size]
    if (size === 'coupon') return language === 'ko' ? `참여하신 분 모두 ${gift}` : `${gift} for all`
    return language === 'ko' ? `${gift} ${count}명` : `${gift} × ${count}`
  })
  return say.join(language === 'ko' ? ', ' : '; ')
}

function sayWhy(parts: Parts, words: Record<string, string>, language: Language): string {
  const { criteria, effort, idea, occasion, forecasts } = parts
  const { trade, region, season } = criteria
  const tradeWords = TRADES[trade][language]
  return [
    occasion ? sayOccasion(occasion, language) : SEASONS[language][season].lead,
    effort === 'low' ? tradeWords.habit : tradeWords.season[season],
    REGIONS[language][region][season],
    fill(idea[language].reason, words),
    sayResults(forecasts, language),
  ].join(' ')
}

const COMES: Record<Language, (name: string, day: string) => string> = {
  ko: (name, day) => `${day} ${withParticle(name, '이')} 다가와요.`,
  en: (name, day) => `${name} is coming on ${day}.`,
}
const LASTS: Record<Language, (name: string, first: string, last: string) => string> = {
  ko: (name, first, last) => `${first}부터 ${last}까지는 ${withParticle(name, '이에요')}.`,
  en: (name, first, last) => `From ${first} to ${last} it is ${name}.`,
}

/** When it is, and what it does to people. Never how many days are left: plans are kept for a day. */
export function sayOccasion({ occasion, from, to }: Upcoming, language: Language): string {
  const name = occasion.name[language]
  const [first, last] = [sayDate(from, language), sayDate(to, language)]
  const when = from === to ? COMES[language](name, first) : LASTS[language](name, first, last)
  return `${when} ${occasion.mood[language]}`
}

/** The best channel of past results, or that there are none yet. */
export function sayResults(forecasts: ChannelForecast[], language: Language): string {
  const best = forecasts.find(({ measured }) => measured)
  if (!best)
    return language === 'ko'
      ? '아직 쌓인 결과가 없어 예상 숫자는 조심스럽게 잡았어요.'
      : 'There are no results yet, so the expected figures are cautious.'
  const name = CHANNEL_NAMES[language][best.channel]
  const entries = Math.round(best.entries)
  return language === 'ko'
    ? `같은 업종과 지역의 지난 이벤트에서는 ${name} 참여가 한 번에 평균 ${entries}명이었어요.`
    : `Past promotions of the same trade and region brought ${entries} entries each on ${name}.`
}

function hashtags(words: Record<string, string>, language: Language): string[] {
  const last = language === 'ko' ? '이벤트' : 'event'
  const tags = [`${words.region} ${words.name}`, words.theme ?? '', words.item ?? '', last]
  return [...new Set(tags.map((tag) => tag.replace(/[^\p{L}\p{N}]/gu, '')))].filter((tag) => tag !== '')
}
