import { daysIn } from './dates.ts'

/** What a question is about, as a tool and what to ask it; undefined when it is about none of them. */
export interface Intent {
  tool: string
  input: Record<string, unknown>
}

const DRAFT = /초안|짜\s?줘|만들어|기획|추천해|draft|(make|plan|create|prepare)\b.*\b(promotion|event|campaign)/i
const BEST =
  /남는|장사|가성비|효율|본전|(가장|제일|최고).*(이벤트|성과|좋)|best|paid off|worth|profit|return on|cheapest/i
const CHANNEL = /채널|인스타|카카오|카톡|블로그|우리동네|지니|링고|channel|instagram|kakao|blog/i
const ENTRIES = /참여|응모|몇\s?명|사람|손님|entries|entered|entrants|how many|took part|participants|people/i
const LIST =
  /진행|하고\s?있는|예정|목록|이벤트.*(뭐|무엇|어떤|있)|running|scheduled|list|which promotions|what promotions/i
const RESULTS = /성과|결과|비용|얼마|results?|cost|spent|reach/i

/**
 * The intent of a question in Korean or English. Words that ask for more come first: "best channel yesterday" asks for
 * a day, "draft … for Chuseok" for a draft.
 *
 * @param now ISO instant, from which "yesterday" counts
 */
export function intentOf(question: string, now: string): Intent | undefined {
  const days = daysIn(question, now)
  if (DRAFT.test(question)) return { tool: 'draft_promotion', input: { occasion: question.slice(0, 60) } }
  if (days && (ENTRIES.test(question) || CHANNEL.test(question) || RESULTS.test(question)))
    return { tool: 'entries_by_day', input: { ...days } }
  if (BEST.test(question) && !/채널|channel/i.test(question)) return { tool: 'promotion_results', input: {} }
  if (CHANNEL.test(question)) return { tool: 'channel_results', input: {} }
  if (LIST.test(question)) return { tool: 'list_promotions', input: statusIn(question) }
  if (ENTRIES.test(question)) return { tool: 'entries_by_day', input: { ...daysIn('recent', now) } }
  if (RESULTS.test(question)) return { tool: 'promotion_results', input: {} }
  return undefined
}

function statusIn(question: string): { status?: string } {
  if (/진행|하고\s?있|지금|running|now/i.test(question)) return { status: 'running' }
  if (/예정|앞으로|scheduled|coming/i.test(question)) return { status: 'scheduled' }
  if (/초안|draft/i.test(question)) return { status: 'draft' }
  if (/끝난|지난|마감|ended|past/i.test(question)) return { status: 'ended' }
  return {}
}
