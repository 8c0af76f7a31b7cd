import type Anthropic from '@anthropic-ai/sdk'
import type { ChatTurn, Stop, ToolSpec } from './gateway.ts'
import type { ModelPart, StreamRequest } from './language-model.ts'
import { modelFacts } from './models.ts'
import { callOf, toolSchema, unfinished } from './tool-call.ts'

const STOPS: Record<string, Stop> = {
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool',
  refusal: 'refusal',
}

/**
 * One streamed reply over the Messages API. Tool calls are given whole, once their input has all come.
 *
 * @throws what the SDK throws; AiError `invalid-output` for a tool's input that is no JSON
 */
export async function* streamAnthropic(
  client: Anthropic,
  { id, model }: { id: string; model: string },
  request: StreamRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart> {
  const calls = new Map<number, { id: string; name: string; json: string }>()
  const usage = { inputTokens: 0, outputTokens: 0 }
  let stop: Stop | undefined
  for await (const event of await client.messages.create(bodyOf(model, request), { signal })) {
    if (event.type === 'message_start') usage.inputTokens = event.message.usage.input_tokens
    else if (event.type === 'content_block_start' && event.content_block.type === 'tool_use')
      calls.set(event.index, { id: event.content_block.id, name: event.content_block.name, json: '' })
    else if (event.type === 'content_block_delta' && event.delta.type === 'text_delta' && event.delta.text)
      yield { type: 'text', text: event.delta.text }
    else if (event.type === 'content_block_delta' && event.delta.type === 'input_json_delta') {
      const call = calls.get(event.index)
      if (call) call.json += event.delta.partial_json
    } else if (event.type === 'message_delta') {
      usage.outputTokens = event.usage.output_tokens
      if (event.delta.stop_reason) stop = STOPS[event.delta.stop_reason] ?? 'end'
    }
  }
  if (stop === undefined) throw unfinished(id)
  for (const call of calls.values()) yield callOf(id, call)
  yield { type: 'end', stop, ...usage }
}

function bodyOf(model: string, request: StreamRequest): Anthropic.MessageCreateParamsStreaming {
  const effort = modelFacts(model)?.effort
  return {
    model,
    stream: true,
    max_tokens: request.maxOutputTokens,
    system: request.system,
    messages: messagesOf(request.turns),
    ...(request.tools?.length ? { tools: request.tools.map(toolOf) } : {}),
    ...(effort === 'low' ? { output_config: { effort } } : {}),
  }
}

/** The answers of tools that follow one another are one turn of the user. */
function messagesOf(turns: readonly ChatTurn[]): Anthropic.MessageParam[] {
  const messages: Anthropic.MessageParam[] = []
  for (const turn of turns) {
    const before = messages.at(-1)
    if (turn.role !== 'tool') messages.push(spoken(turn))
    else if (before?.role === 'user' && Array.isArray(before.content)) before.content.push(resultOf(turn))
    else messages.push({ role: 'user', content: [resultOf(turn)] })
  }
  return messages
}

function spoken(turn: Exclude<ChatTurn, { role: 'tool' }>): Anthropic.MessageParam {
  if (turn.role === 'user' || !turn.calls?.length) return { role: turn.role, content: turn.content }
  const uses = turn.calls.map(({ id, name, input }) => ({ type: 'tool_use' as const, id, name, input }))
  // An empty text block would be refused.
  return {
    role: 'assistant',
    content: [...(turn.content ? [{ type: 'text' as const, text: turn.content }] : []), ...uses],
  }
}

const resultOf = ({ callId, content }: Extract<ChatTurn, { role: 'tool' }>) => ({
  type: 'tool_result' as const,
  tool_use_id: callId,
  content,
})

const toolOf = ({ name, description, input }: ToolSpec): Anthropic.Tool => ({
  name,
  description,
  input_schema: toolSchema(input) as Anthropic.Tool.InputSchema,
})
