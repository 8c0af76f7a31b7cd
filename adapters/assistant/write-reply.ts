import { Rejected } from '../../domain/kernel.ts'
import type { ChatLanguage, OfflineWhy } from '../../domain/reply.ts'
import type { Caller, ChatRequest, ChatTurn, Gateway } from '../ai/gateway.ts'
import { AiError } from '../ai/port.ts'
import { citationsOf } from './citations.ts'
import { type Exchange, type History, planHistory, turnsOf } from './history.ts'
import { offlineModel } from './offline/model.ts'
import type { Assistant, ChatModel, FindPassages, Passage, ReplyExtras, ReplyPart, Tool, ToolCaller } from './port.ts'
import { continuing, summaryPrompt, systemPrompt } from './prompt.ts'
import { converse, type Found } from './tool-loop.ts'

export interface WriterDeps {
  gateway: Gateway
  findPassages: FindPassages
  tools: readonly Tool[]
  /** An answer that comes before any model, such as where to call in an emergency. */
  before?(hooks: readonly string[], question: string, language: ChatLanguage): string | undefined
  now(): string
  onError(error: unknown): void
}

/** One turn to be written. */
export interface ReplyJob {
  conversationId: string
  caller: ToolCaller
  assistant: Assistant
  /** Everything before the exchange that is being answered. */
  history: History
  question: string
  /** What was said already, when a reply goes on. */
  prior: string
  /** Keeps a summary, so that it is paid for once. */
  keepSummary(upTo: number, text: string): Promise<void>
}

/** Thrown when a reply breaks off after something was said. `code` is a key for the screens' words. */
export class ReplyCut extends Error {
  override name = 'ReplyCut'
  readonly code: string
  readonly extras: ReplyExtras
  constructor(code: string, extras: ReplyExtras, cause?: unknown) {
    super(`the reply was cut short: ${code}`, { cause })
    this.code = code
    this.extras = extras
  }
}

const HISTORY_TOKENS = 6_000
const PASSAGES = 6
const OUTPUT_TOKENS = 2_000
const SUMMARY_TOKENS = 600

/**
 * Writes one reply as it is said: context, tools, and where it fails before the first word, the offline assistant.
 *
 * @throws ReplyCut when it breaks off after the first word, and whatever the signal aborts with
 */
export async function* writeReply(deps: WriterDeps, job: ReplyJob, signal: AbortSignal): AsyncGenerator<ReplyPart> {
  const { assistant, caller, question, prior } = job
  const first = deps.before?.(assistant.hooks, question, caller.language)
  if (first !== undefined) return yield* sayAlone(first, prior)
  yield { type: 'step', step: 'reading' }
  const passages = (await deps.findPassages(question, caller, signal)).slice(0, PASSAGES)
  const tools = assistant.tools.includes('merchant-data') ? deps.tools : []
  const answer = { ...deps, ...job, passages, tools, signal }
  const why = yield* byModel(answer)
  if (why) yield* byRules(answer, why)
}

async function* sayAlone(text: string, prior: string): AsyncGenerator<ReplyPart> {
  if (!prior.startsWith(text)) yield { type: 'text', text: prior === '' ? text : `\n\n${text}` }
  yield { type: 'end', citations: [], sources: [] }
}

type Answer = WriterDeps & ReplyJob & { passages: Passage[]; tools: readonly Tool[]; signal: AbortSignal }

/** By the models, in their order; gives why not, when none of them said a word. */
async function* byModel(answer: Answer): AsyncGenerator<ReplyPart, OfflineWhy | undefined> {
  const { gateway, conversationId, caller, assistant, passages, signal } = answer
  const { merchantId, accountId } = caller
  const onAccount: Caller = { merchantId, accountId, conversationId, assistantId: assistant.assistantId }
  const model: ChatModel = (request, at) => gateway.chat(request, onAccount, at)
  const found: Found = { sources: [] }
  let text = ''
  try {
    const { turns, summary } = yield* remember(answer, model)
    const request: ChatRequest = {
      system: systemPrompt(assistant, {
        ...{ language: caller.language, now: answer.now(), passages },
        ...(summary ? { summary } : {}),
      }),
      turns,
      maxOutputTokens: OUTPUT_TOKENS,
      prefer: assistant.modelPreference,
    }
    for await (const part of converse(request, { model, tools: answer.tools, caller, signal, found })) {
      if (part.type === 'text') text += part.text
      yield part
    }
    if (text === '') return 'failed'
    if (found.cut) throw new ReplyCut(CUT[found.cut], extrasOf(answer, found, text))
    yield { type: 'end', ...extrasOf(answer, found, text) }
    return undefined
  } catch (error) {
    if (error instanceof ReplyCut || signal.aborted) throw error
    const code = codeOf(error)
    if (code === undefined) throw error
    if (text !== '') throw new ReplyCut(code, extrasOf(answer, found, text), error)
    if (code === 'BUDGET_EXHAUSTED') return 'budget'
    // The provider that is named where there is none.
    if (error instanceof AiError && error.provider === 'offline') return 'no-key'
    answer.onError(error)
    return 'failed'
  }
}

/** What kept the models from answering; undefined when it was something else. */
function codeOf(error: unknown): 'BUDGET_EXHAUSTED' | 'PROVIDER_FAILED' | undefined {
  if (error instanceof Rejected && error.code === 'BUDGET_EXHAUSTED') return 'BUDGET_EXHAUSTED'
  return error instanceof AiError ? 'PROVIDER_FAILED' : undefined
}

const CUT = { refusal: 'MODEL_REFUSED', length: 'REPLY_LENGTH', rounds: 'TOO_MANY_ROUNDS' } as const

function extrasOf({ prior, passages }: Answer, { sources, draft, usage }: Found, text: string): ReplyExtras {
  const citations = citationsOf(`${prior}${text}`, passages)
  return { citations, sources, ...(draft ? { draft } : {}), ...(usage ? { usage } : {}) }
}

/** The conversation as the model is told it; what no longer fits is summarised once and kept. */
async function* remember(
  answer: Answer,
  model: ChatModel,
): AsyncGenerator<ReplyPart, { turns: ChatTurn[]; summary?: string }> {
  const { history, question, prior, caller, signal } = answer
  const plan = planHistory(history, HISTORY_TOKENS)
  const rest = plan.older.length > 0 ? yield* summarise(answer, plan.summary, plan.older, model) : plan.summary
  signal.throwIfAborted()
  const turns = [...turnsOf(plan.recent), { role: 'user' as const, content: question }]
  const goOn: ChatTurn[] = [
    { role: 'assistant', content: prior },
    { role: 'user', content: continuing[caller.language] },
  ]
  return { turns: prior === '' ? turns : [...turns, ...goOn], ...(rest ? { summary: rest } : {}) }
}

async function* summarise(
  { caller, keepSummary, signal }: Answer,
  before: string | undefined,
  older: readonly Exchange[],
  model: ChatModel,
): AsyncGenerator<ReplyPart, string> {
  yield { type: 'step', step: 'summarising' }
  const content = summaryPrompt(before, older, caller.language)
  const request: ChatRequest = {
    system: 'You keep the minutes of a conversation.',
    turns: [{ role: 'user', content }],
    maxOutputTokens: SUMMARY_TOKENS,
  }
  let text = ''
  for await (const part of model(request, signal)) if (part.type === 'text') text += part.text
  await keepSummary(older.at(-1)?.turn ?? 0, text)
  return text
}

/** Up to forty characters, to the end of a word where there is one. */
const PIECES = /[\s\S]{1,40}(?=\s|$)\s?|[\s\S]{1,40}/g

/** By rules, with the same tools. It says the same of the same figures, so what was said already is left out. */
async function* byRules(answer: Answer, why: OfflineWhy): AsyncGenerator<ReplyPart> {
  const { question, prior, caller, passages, tools, signal, now } = answer
  const model = offlineModel({ language: caller.language, passages, now: now() })
  const request: ChatRequest = {
    system: '',
    turns: [{ role: 'user', content: question }],
    maxOutputTokens: OUTPUT_TOKENS,
  }
  const found: Found = { sources: [] }
  let text = ''
  for await (const part of converse(request, { model, tools, caller, signal, found })) {
    if (part.type === 'text') text += part.text
    else yield part
  }
  const rest = text.startsWith(prior) ? text.slice(prior.length) : `\n\n${text}`
  // In pieces, as people read it and can stop it.
  for (const piece of rest.match(PIECES) ?? []) yield { type: 'text', text: piece }
  yield { type: 'end', ...extrasOf({ ...answer, prior: '' }, found, text), offline: why }
}
