import type { ChatTurn } from '../ai/gateway.ts'
import { estimateTokens } from '../ai/tokens.ts'

/** One question and what was answered; `turn` is the last turn that wrote on the answer. */
export interface Exchange {
  turn: number
  replyId: string
  question: string
  answer: string
}
export interface History {
  exchanges: Exchange[]
  /** Covers every exchange up to that turn. */
  summary?: { upTo: number; text: string }
}
interface Happened {
  type: string
  data: Record<string, unknown>
}

/** What was said in a conversation, from its events. */
export function historyOf(events: readonly Happened[]): History {
  const exchanges = new Map<string, Exchange>()
  let question = ''
  let summary: History['summary']
  for (const { type, data } of events) {
    const { replyId, turn, text, upTo } = data as { replyId: string; turn: number; text: string; upTo: number }
    if (type === 'MessageSent') question = text
    if (type === 'ReplyRequested') {
      const before = exchanges.get(replyId) ?? { replyId, question, answer: '' }
      exchanges.set(replyId, { ...before, turn })
    }
    const found = exchanges.get(replyId)
    if (found && (type === 'ReplyCompleted' || type === 'ReplyInterrupted')) found.answer = text
    if (type === 'HistorySummarised') summary = { upTo, text }
  }
  return { exchanges: [...exchanges.values()], ...(summary ? { summary } : {}) }
}

export interface Plan {
  /** Said word for word. */
  recent: Exchange[]
  summary?: string
  /** No longer fits and is to be summarised; empty when everything fits. */
  older: Exchange[]
}
const tokensOf = ({ question, answer }: Exchange) => estimateTokens(question) + estimateTokens(answer)

/**
 * What of the history fits the budget. When it does not, half of the budget stays free, so that not every further
 * message has to pay for a summary.
 */
export function planHistory({ exchanges, summary }: History, budget: number): Plan {
  const open = exchanges.filter(({ turn }) => turn > (summary?.upTo ?? 0))
  const kept = summary ? { summary: summary.text } : {}
  const all = open.reduce((sum, exchange) => sum + tokensOf(exchange), estimateTokens(summary?.text ?? ''))
  if (all <= budget) return { recent: open, older: [], ...kept }
  let free = budget / 2
  const fits = open.toReversed().findIndex((exchange) => {
    free -= tokensOf(exchange)
    return free < 0
  })
  const cut = fits < 0 ? 0 : open.length - fits
  return { recent: open.slice(cut), older: open.slice(0, cut), ...kept }
}

/** Exchanges as a model takes them. */
export const turnsOf = (exchanges: readonly Exchange[]): ChatTurn[] =>
  exchanges.flatMap(({ question, answer }): ChatTurn[] => [
    { role: 'user', content: question },
    ...(answer ? [{ role: 'assistant' as const, content: answer }] : []),
  ])
