import type OpenAI from 'openai'
import type { ChatTurn, Stop, ToolSpec } from './gateway.ts'
import type { ModelPart, StreamRequest } from './language-model.ts'
import { modelFacts } from './models.ts'
import { callOf, toolSchema, unfinished } from './tool-call.ts'

type Chunk = OpenAI.ChatCompletionChunk
type Fragment = { id: string; name: string; json: string }

const STOPS: Record<string, Stop> = { length: 'length', tool_calls: 'tool', content_filter: 'refusal' }

/**
 * One streamed reply over chat completions. Tool calls are given whole, once their arguments have all come.
 *
 * @throws what the SDK throws; AiError `invalid-output` for arguments that are no JSON
 */
export async function* streamOpenAi(
  client: OpenAI,
  { id, model }: { id: string; model: string },
  request: StreamRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart> {
  const calls: Fragment[] = []
  const usage = { inputTokens: 0, outputTokens: 0 }
  let finish: string | undefined
  let refused = false
  for await (const chunk of await client.chat.completions.create(bodyOf(model, request), { signal })) {
    const [choice] = chunk.choices
    if (choice?.delta.content) yield { type: 'text', text: choice.delta.content }
    refused ||= Boolean(choice?.delta.refusal)
    for (const part of choice?.delta.tool_calls ?? []) gather(calls, part)
    finish = choice?.finish_reason ?? finish
    usage.inputTokens = chunk.usage?.prompt_tokens ?? usage.inputTokens
    usage.outputTokens = chunk.usage?.completion_tokens ?? usage.outputTokens
  }
  if (finish === undefined) throw unfinished(id)
  for (const call of calls) if (call.name) yield callOf(id, call)
  yield { type: 'end', stop: refused ? 'refusal' : (STOPS[finish] ?? 'end'), ...usage }
}

/** Some compatible servers leave `index` out and send each call whole. */
function gather(calls: Fragment[], { index = calls.length, id, function: called }: ToolDelta): void {
  const call = calls[index] ?? { id: '', name: '', json: '' }
  calls[index] = call
  call.id ||= id ?? ''
  call.name ||= called?.name ?? ''
  call.json += called?.arguments ?? ''
}
type ToolDelta = NonNullable<Chunk['choices'][number]['delta']['tool_calls']>[number]

function bodyOf(model: string, request: StreamRequest): OpenAI.ChatCompletionCreateParamsStreaming {
  const effort = modelFacts(model)?.effort
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    max_completion_tokens: request.maxOutputTokens,
    messages: [{ role: 'system', content: request.system }, ...request.turns.map(messageOf)],
    ...(request.tools?.length ? { tools: request.tools.map(toolOf) } : {}),
    ...(effort ? { reasoning_effort: effort } : {}),
  }
}

function messageOf(turn: ChatTurn): OpenAI.ChatCompletionMessageParam {
  if (turn.role === 'tool') return { role: 'tool', tool_call_id: turn.callId, content: turn.content }
  if (turn.role === 'user' || !turn.calls?.length) return { role: turn.role, content: turn.content }
  const tool_calls = turn.calls.map(({ id, name, input }) => ({
    id,
    type: 'function' as const,
    function: { name, arguments: JSON.stringify(input) },
  }))
  return { role: 'assistant', content: turn.content || null, tool_calls }
}

const toolOf = ({ name, description, input }: ToolSpec): OpenAI.ChatCompletionTool => ({
  type: 'function',
  function: { name, description, parameters: toolSchema(input) },
})
