import { z } from 'zod'
import { ChannelId } from '../../../domain/channel.ts'
import { type ChatLanguage, Draft } from '../../../domain/reply.ts'
import { CHANNEL_NAMES } from '../../ai/offline/assumptions.ts'
import { sayDate } from '../../ai/offline/calendar.ts'

/** Turns what a tool answered into words. Throws for what is no answer of that tool. */
type Say = (data: unknown, language: ChatLanguage) => string

const NUMBER: Record<ChatLanguage, Intl.NumberFormat> = {
  ko: new Intl.NumberFormat('ko-KR'),
  en: new Intl.NumberFormat('en-GB'),
}
const won = (value: number, language: ChatLanguage) => `₩${NUMBER[language].format(value)}`
const count = (value: number, language: ChatLanguage) => NUMBER[language].format(value)

function channelName(source: string, language: ChatLanguage): string {
  const channel = ChannelId.safeParse(source)
  if (channel.success) return CHANNEL_NAMES[language][channel.data]
  return language === 'ko' ? '참여 페이지 주소' : 'the page’s own address'
}

const Entries = z.object({
  from: z.string(),
  to: z.string(),
  entries: z.number(),
  days: z.record(z.string(), z.number()),
  channels: z.record(z.string(), z.number()),
  promotions: z.array(z.object({ title: z.string(), entries: z.number() })),
})
const entries: Say = (data, language) => {
  const { from, to, entries: all, channels, promotions, days } = Entries.parse(data)
  const span = from === to ? sayDate(from, language) : `${sayDate(from, language)} – ${sayDate(to, language)}`
  const n = (value: number) => (language === 'ko' ? `${count(value, language)}명` : count(value, language))
  if (all === 0) return language === 'ko' ? `${span}에는 참여한 사람이 없어요.` : `Nobody entered on ${span}.`
  const first =
    language === 'ko'
      ? `${span}에 **${n(all)}**이 참여했어요. 들어온 곳은 이래요.`
      : `**${n(all)}** people entered on ${span}. They came from:`
  const lines = Object.entries(channels).map(([source, value]) => `- ${channelName(source, language)}: ${n(value)}`)
  const busy = Object.entries(days).sort((a, b) => b[1] - a[1])[0]
  const most =
    from === to || !busy
      ? ''
      : language === 'ko'
        ? `가장 많은 날은 ${sayDate(busy[0], language)}(${n(busy[1])})이에요.`
        : `The busiest day was ${sayDate(busy[0], language)} (${n(busy[1])}).`
  const by =
    promotions.length < 2
      ? ''
      : `${language === 'ko' ? '이벤트별로는' : 'By promotion:'}\n\n${promotions
          .slice(0, 5)
          .map(({ title, entries: value }) => `- ${title}: ${n(value)}`)
          .join('\n')}`
  return [first, lines.join('\n'), most, by].filter(Boolean).join('\n\n')
}

const Figures = z.object({
  entries: z.number(),
  reach: z.number(),
  costWon: z.number(),
  wonPerEntry: z.number().nullable(),
})
const Results = z.object({
  promotions: z.array(Figures.extend({ promotionId: z.string(), title: z.string() })),
  bestFirst: z.array(z.string()),
})
const results: Say = (data, language) => {
  const { promotions, bestFirst } = Results.parse(data)
  const ranked = bestFirst.flatMap((id) => promotions.find(({ promotionId }) => promotionId === id) ?? [])
  const [best] = ranked
  if (!best)
    return language === 'ko' ? '아직 참여가 있는 이벤트가 없어서 견줄 수 없어요.' : 'No promotion has had an entry yet.'
  const each = (one: typeof best) => won(one.wonPerEntry ?? 0, language)
  const head =
    language === 'ko'
      ? `참여 한 명에 든 돈으로 보면 **${best.title}** 이벤트가 가장 남는 장사였어요. ${count(best.entries, language)}명이 참여했고 ${won(best.costWon, language)}이 들어, 한 명에 ${each(best)}꼴이에요.`
      : `By money spent per entry, **${best.title}** paid best: ${count(best.entries, language)} entries for ${won(best.costWon, language)}, that is ${each(best)} each.`
  const columns =
    language === 'ko' ? ['이벤트', '참여', '비용', '한 명에'] : ['Promotion', 'Entries', 'Cost', 'Per entry']
  const rows = ranked
    .slice(0, 5)
    .map((one) => [one.title, count(one.entries, language), won(one.costWon, language), each(one)])
  const note =
    language === 'ko'
      ? '매출은 마당이 알지 못해서, 채널에 쓴 돈과 참여만 견줬어요.'
      : 'Sales are not known here; this compares what the channels cost with who took part.'
  return [head, table(columns, rows), note].join('\n\n')
}

const Channels = z.object({ channels: z.array(Figures.extend({ channel: z.string() })) })
const channels: Say = (data, language) => {
  const { channels: all } = Channels.parse(data)
  const [best] = all
  if (!best) return language === 'ko' ? '아직 채널에서 들어온 것이 없어요.' : 'Nothing has come from any channel yet.'
  const head =
    language === 'ko'
      ? `참여가 가장 많은 곳은 **${channelName(best.channel, language)}**(${count(best.entries, language)}명)이에요.`
      : `Most entries came from **${channelName(best.channel, language)}** (${count(best.entries, language)}).`
  const columns = language === 'ko' ? ['채널', '참여', '도달', '비용'] : ['Channel', 'Entries', 'Reach', 'Cost']
  const rows = all.map(({ channel, entries: n, reach, costWon }) => [
    channelName(channel, language),
    count(n, language),
    count(reach, language),
    won(costWon, language),
  ])
  return [head, table(columns, rows)].join('\n\n')
}

const table = (columns: readonly string[], rows: readonly (readonly string[])[]) =>
  [columns, columns.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '∣')).join(' | ')} |`)
    .join('\n')

const Promotions = z.object({
  promotions: z.array(
    z.object({
      title: z.string().optional(),
      status: z.string(),
      entries: z.number(),
      endsAt: z.string().optional(),
    }),
  ),
})
const STATUS: Record<ChatLanguage, Record<string, string>> = {
  ko: { draft: '준비 중', scheduled: '예정', running: '진행 중', ended: '끝남', cancelled: '취소됨' },
  en: { draft: 'draft', scheduled: 'scheduled', running: 'running', ended: 'ended', cancelled: 'cancelled' },
}
const promotions: Say = (data, language) => {
  const { promotions: all } = Promotions.parse(data)
  if (all.length === 0) return language === 'ko' ? '그런 이벤트는 없어요.' : 'There is no such promotion.'
  const lines = all.map(({ title, status, entries: n }) => {
    const name = title ?? (language === 'ko' ? '제목 없는 이벤트' : 'untitled')
    const people = language === 'ko' ? `참여 ${count(n, language)}명` : `${count(n, language)} entries`
    return `- **${name}** · ${STATUS[language][status] ?? status} · ${people}`
  })
  const head = language === 'ko' ? `이벤트가 ${all.length}개 있어요.` : `There are ${all.length} promotions.`
  return [head, lines.join('\n')].join('\n\n')
}

const Drafted = z.object({ draft: Draft, why: z.string(), expectedEntries: z.number(), costWon: z.number() })
const drafted: Say = (data, language) => {
  const { draft, why, expectedEntries, costWon } = Drafted.parse(data)
  const people = count(expectedEntries, language)
  return language === 'ko'
    ? `**${draft.title}** 초안을 짜 봤어요. ${why}\n\n예상 참여는 ${people}명, 비용은 ${won(costWon, language)}쯤이에요. 아래 내용을 보고 괜찮으면 초안으로 만들어 주세요. 만들기 전에는 아무것도 저장되지 않아요.`
    : `Here is a draft: **${draft.title}**. ${why}\n\nExpect about ${people} entries for ${won(costWon, language)}. Look it over below and make it a draft if you like it; nothing is stored before that.`
}

/** What each tool's answer sounds like. */
export const SAY: Readonly<Record<string, Say>> = {
  entries_by_day: entries,
  promotion_results: results,
  channel_results: channels,
  list_promotions: promotions,
  draft_promotion: drafted,
}
