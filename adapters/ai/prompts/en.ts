import { koreanDate } from '../offline/calendar.ts'
import { REGIONS } from '../offline/regions.ts'
import { SEASONS } from '../offline/seasons.ts'
import { TRADES } from '../offline/trades.ts'
import { factLines, resultLines } from './facts.ts'
import type { Prompts } from './prompts.ts'

const PURPOSES = {
  'new-customers': 'win new customers',
  regulars: 'bring regulars back',
  sales: 'raise sales',
  launch: 'announce a new product or service',
  season: 'make the most of the season and its holidays',
  clearance: 'clear what is left',
}

const shop = ({ trade, region, purpose, season }: Parameters<Prompts['trends']>[0]) =>
  [
    `Trade: ${TRADES[trade].en.name}`,
    `Region: ${REGIONS.en[region].name}, Korea`,
    `Season: ${SEASONS.en[season].name}`,
    `Purpose: ${PURPOSES[purpose]}`,
  ].join('\n')

export const en: Prompts = {
  system: `You plan promotions with the owners of small shops in Korea. They are busy and have little money.
Write plain, warm English, short and clear, in the words of a shop.
Use only the facts and dates you are given. Never invent statistics or rankings, never name people or use personal data.
People enter once each, on the promotion page (QR code), with name and phone number. Avoid alcohol, tobacco, medical claims and exaggeration.
Answer with one JSON value of the given shape and nothing else.`,

  trends: (criteria, context) => `Today is ${koreanDate(context.now)} in Korea.
${shop(criteria)}

Known facts:
${factLines(criteria, context)}

Past promotions of the same trade and region (sums, won):
${resultLines(context, '- none yet')}

Find 3 to 5 trends that this shop can use in the next 60 days.
topic: about 5 words. finding: one or two sentences of about 30 words on what changes and what it means for the shop.
source: exactly as in the brackets above, or "general experience of the trade" for anything else.`,

  plans: (criteria, trends, context) => `Today is ${koreanDate(context.now)} in Korea.
${shop(criteria)}

Trends:
${trends.map(({ topic, finding }) => `- ${topic}: ${finding}`).join('\n')}

Known facts:
${factLines(criteria, context)}

Past promotions of the same trade and region (sums, won):
${resultLines(context, '- none yet; keep expected figures cautious')}

Make exactly 3 different plans. effort is low, medium and high, one each, and cost (won) rises in that order.
- title: at most 50 characters, all different. idea: about 40 words on what to do and why. mechanic: about 25 words on how people take part.
- prize: gifts and how many. days: 1 to 60. channels: what fits of uridongne-tv, ringobiz, genie-tv, instagram, naver-blog, kakao.
- expectedReach and expectedEntries: whole numbers in line with past results; entries never exceed reach.
- why: about 40 words that name facts of the season or holiday, the trade and the region.
- hashtags: 3 to 5, without # and spaces.`,
}
