import { z } from 'zod'
import type { ChatLanguage } from '../../../domain/reply.ts'
import type { ChatPart, ChatRequest, ToolSpec } from '../../ai/gateway.ts'
import type { ChatModel, Passage } from '../port.ts'
import { intentOf } from './intent.ts'
import { SAY } from './say.ts'

export interface OfflineContext {
  language: ChatLanguage
  passages: readonly Passage[]
  /** ISO instant. */
  now: string
}

const MODEL = 'offline-assistant-1'
const MAX_QUOTES = 2
const QUOTE_CHARS = 400

const END: ChatPart = {
  type: 'end',
  usage: { provider: 'offline', model: MODEL, inputTokens: 0, outputTokens: 0, costUsd: 0, failedFirst: [] },
  latencyMs: 0,
  firstTokenMs: undefined,
  stop: 'end',
}

/**
 * Answers by rules: what the question is about decides which tool is asked, and what it answers is put into words;
 * else the best passages are quoted. It works like a model, so that everything around it is the same.
 */
export function offlineModel({ language, passages, now }: OfflineContext): ChatModel {
  return async function* answer({ turns, tools = [] }: ChatRequest) {
    const last = turns.at(-1)
    if (last?.role === 'tool') yield { type: 'text', text: sayAnswer(last.name, last.content, language) }
    else {
      const question = last?.content ?? ''
      const intent = intentOf(question, now)
      if (intent && tools.some(({ name }) => name === intent.tool)) {
        yield { type: 'call', id: intent.tool, name: intent.tool, input: intent.input }
      } else yield { type: 'text', text: quote(question, passages, language) ?? help(tools, language) }
    }
    yield END
  }
}

function sayAnswer(tool: string, content: string, language: ChatLanguage): string {
  const data: unknown = JSON.parse(content)
  const failed = z.object({ error: z.string() }).safeParse(data)
  if (failed.success) return SORRY[language]
  return SAY[tool]?.(data, language) ?? SORRY[language]
}
const SORRY: Record<ChatLanguage, string> = {
  ko: '그 내용은 찾지 못했어요. 날짜나 이벤트 이름을 바꿔서 다시 물어봐 주세요.',
  en: 'I could not find that. Ask again with another date or the name of a promotion.',
}

/** Beginnings of a question's words: what is left of a Korean word without its particle. */
const stemsOf = (question: string): string[] =>
  (question.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []).flatMap((word) => {
    if (
      /^(what|how|when|where|which|who|why|the|and|for|are|can|does|should|is|my|do|to|of|in|it|무엇|어떻|어떤|언제|왜|얼마|있나|하나|하면|해야|좋나|좋은|알려|말해)/.test(
        word,
      )
    )
      return []
    return /[가-힣]/.test(word) ? [word.slice(0, 2)] : [word.slice(0, 5)]
  })

/** Whether a passage speaks of what is asked: what is near by chance only must not be quoted as an answer. */
function isAbout(stems: readonly string[], { title, heading = '', text }: Passage): boolean {
  const said = `${title} ${heading} ${text}`.toLowerCase()
  return stems.length > 0 && stems.filter((stem) => said.includes(stem)).length * 2 >= stems.length
}

function quote(question: string, found: readonly Passage[], language: ChatLanguage): string | undefined {
  const stems = stemsOf(question)
  const passages = found.map((passage, index) => ({ ...passage, n: index + 1 })).filter((one) => isAbout(stems, one))
  if (passages.length === 0) return undefined
  const head = language === 'ko' ? '자료에서 이런 내용을 찾았어요.' : 'This is what the documents say.'
  const quotes = passages.slice(0, MAX_QUOTES).map(({ text, n }) => {
    const short = text.length > QUOTE_CHARS ? `${text.slice(0, QUOTE_CHARS)}…` : text
    return `${short.replaceAll(/^/gm, '> ')} [${n}]`
  })
  return [head, ...quotes].join('\n\n')
}

const CAN: Record<ChatLanguage, string> = {
  ko: '지금은 정해진 질문에만 답할 수 있어요. 이렇게 물어보세요.\n\n- 어제 몇 명 참여했어? 어느 채널에서?\n- 어떤 이벤트가 가장 남는 장사였어?\n- 지금 진행 중인 이벤트는?\n- 추석 이벤트 초안 만들어 줘',
  en: 'For now I can answer a few kinds of questions. Try one of these:\n\n- How many people entered yesterday, and from which channel?\n- Which promotion paid best?\n- Which promotions are running?\n- Draft a promotion for Chuseok',
}
const NOTHING: Record<ChatLanguage, string> = {
  ko: '자료에서 맞는 내용을 찾지 못했어요. 다른 말로 물어봐 주세요.',
  en: 'The documents say nothing about that. Try other words.',
}
const help = (tools: readonly ToolSpec[], language: ChatLanguage) => (tools.length > 0 ? CAN : NOTHING)[language]
