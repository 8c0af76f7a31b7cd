import { z } from 'zod'
import type { Usage } from '../../domain/recommendation.ts'
import type { Draft, ReplySource, ReplyUsage } from '../../domain/reply.ts'
import type { ChatPart, ChatRequest, ChatTurn, ToolCall } from '../ai/gateway.ts'
import type { ChatModel, ReplyPart, Tool, ToolAnswer, ToolCaller } from './port.ts'

/** More rounds than this would be a model that turns in circles. */
const MAX_ROUNDS = 5
const MAX_CALLS_A_ROUND = 4
const MAX_TOOL_CHARS = 8_000

export interface LoopDeps {
  model: ChatModel
  tools: readonly Tool[]
  caller: ToolCaller
  signal: AbortSignal
  /** Filled as it goes, so that it is there also when the loop breaks off. */
  found: Found
}
/** What came of a loop beside its text. */
export interface Found {
  sources: ReplySource[]
  draft?: Draft
  usage?: ReplyUsage
  /** Why the text ends early, if it does. */
  cut?: 'length' | 'refusal' | 'rounds'
}

/** Asks, looks up what the model wants looked up, and asks again, until there is an answer or the rounds are used up. */
export async function* converse(request: ChatRequest, deps: LoopDeps): AsyncGenerator<ReplyPart, void> {
  const { model, tools, signal, found } = deps
  const turns: ChatTurn[] = [...request.turns]
  let spoke = false
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const calls: ToolCall[] = []
    let text = ''
    for await (const part of model({ ...request, turns, ...(tools.length > 0 ? { tools: [...tools] } : {}) }, signal)) {
      if (part.type === 'call') calls.push({ id: part.id, name: part.name, input: part.input })
      if (part.type === 'end') noteEnd(found, part)
      if (part.type !== 'text' || part.text === '') continue
      yield { type: 'text', text: text === '' && spoke ? `\n\n${part.text}` : part.text }
      text += part.text
      spoke = true
    }
    if (calls.length === 0) return
    turns.push({ role: 'assistant', content: text, calls })
    for (const [index, call] of calls.entries()) {
      yield { type: 'step', step: 'looking-up', tool: call.name }
      const isLast = round === MAX_ROUNDS - 1 || index >= MAX_CALLS_A_ROUND
      const content = isLast ? NO_MORE : await lookUp(call, deps)
      turns.push({ role: 'tool', callId: call.id, name: call.name, content })
    }
  }
  found.cut = 'rounds'
}

const NO_MORE = '{"error":"No further look-ups. Answer with what you have, and say what is missing."}'

/** A tool's answer as JSON; a mistake of the model's is told to it, so that it can mend it. */
async function lookUp(call: ToolCall, { tools, caller, found }: LoopDeps): Promise<string> {
  const tool = tools.find(({ name }) => name === call.name)
  if (!tool) return JSON.stringify({ error: `There is no tool ${call.name}.` })
  const input = tool.input.safeParse(call.input ?? {})
  if (!input.success) return JSON.stringify({ error: z.prettifyError(input.error) })
  const answer = await tool.run(input.data, caller)
  keep(found, answer)
  const text = JSON.stringify(answer.data)
  return text.length > MAX_TOOL_CHARS ? `${text.slice(0, MAX_TOOL_CHARS)}… (cut)` : text
}

function keep(found: Found, { sources, draft }: ToolAnswer): void {
  const known = new Set(found.sources.map(({ href, label }) => `${href} ${label}`))
  found.sources.push(...sources.filter(({ href, label }) => !known.has(`${href} ${label}`)))
  if (draft) found.draft = draft
}

function noteEnd(found: Found, { usage, firstTokenMs, stop }: Extract<ChatPart, { type: 'end' }>): void {
  found.usage = add(found.usage, usage, firstTokenMs)
  if (stop === 'length' || stop === 'refusal') found.cut = stop
}

function add(before: ReplyUsage | undefined, usage: Usage, firstTokenMs: number | undefined): ReplyUsage {
  const { provider, model, inputTokens, outputTokens, costUsd, failedFirst } = usage
  const first = before?.firstTokenMs ?? firstTokenMs
  return {
    ...{ provider, model },
    inputTokens: (before?.inputTokens ?? 0) + inputTokens,
    outputTokens: (before?.outputTokens ?? 0) + outputTokens,
    costUsd: (before?.costUsd ?? 0) + costUsd,
    calls: (before?.calls ?? 0) + 1,
    failedFirst: [...new Set([...(before?.failedFirst ?? []), ...failedFirst])],
    ...(first === undefined ? {} : { firstTokenMs: first }),
  }
}
