import { TOKENS } from './answers.ts'
import type { ReceivedRequest } from './behaviour.ts'
import { type Frames, type Said, tokensOf } from './frames.ts'

/** A reply of the chat completions API. */
export function completion(
  { number, body }: ReceivedRequest,
  text: string | null,
  finish: 'stop' | 'length',
  refusal: string | null = null,
) {
  return {
    id: `chatcmpl-double-${number}`,
    object: 'chat.completion',
    created: 1_700_000_000,
    model: body.model,
    choices: [
      { index: 0, finish_reason: finish, logprobs: null, message: { role: 'assistant', content: text, refusal } },
    ],
    usage: {
      prompt_tokens: TOKENS.input,
      completion_tokens: TOKENS.output,
      total_tokens: TOKENS.input + TOKENS.output,
    },
  }
}

export const openAiError = (status: number, text: string, code: string | null) => ({
  error: { message: text, type: status === 429 ? 'rate_limit_exceeded' : 'api_error', param: null, code },
})

/** The schema that the answer must fit. */
export const openAiSchema = (body: Record<string, unknown>): unknown =>
  (body as { response_format?: { json_schema?: { schema?: unknown } } }).response_format?.json_schema?.schema

/** The same reply as server-sent events. */
export function completionFrames({ number, body }: ReceivedRequest, { chunks, call, stop, refusal }: Said): Frames {
  const tokens = tokensOf(body, chunks)
  const about = { id: `chatcmpl-double-${number}`, object: 'chat.completion.chunk', created: 1_700_000_000 }
  const frame = (more: Record<string, unknown>) =>
    `data: ${JSON.stringify({ ...about, model: body.model, ...more })}\n\n`
  const delta = (part: Record<string, unknown>, finish_reason: string | null = null) =>
    frame({ choices: [{ index: 0, delta: part, logprobs: null, finish_reason }] })
  const json = JSON.stringify(call?.input ?? {})
  const half = Math.ceil(json.length / 2)
  const use = call && [
    delta({
      tool_calls: [
        { index: 0, id: `call_double_${number}`, type: 'function', function: { name: call.name, arguments: '' } },
      ],
    }),
    ...[json.slice(0, half), json.slice(half)].map((part) =>
      delta({ tool_calls: [{ index: 0, function: { arguments: part } }] }),
    ),
  ]
  const usage = {
    prompt_tokens: tokens.input,
    completion_tokens: tokens.output,
    total_tokens: tokens.input + tokens.output,
  }
  return {
    before: [delta({ role: 'assistant', content: '', refusal: null })],
    said: chunks.map((content) => delta({ content })),
    after: [
      ...(stop === 'refusal' ? [delta({ refusal: refusal ?? 'I cannot help with that.' })] : []),
      ...(use ?? []),
      delta({}, stop === 'tool' ? 'tool_calls' : 'stop'),
      frame({ choices: [], usage }),
      'data: [DONE]\n\n',
    ],
    broken: 'data: {"choices":[{"index":0,"delta":{"con\n\n',
  }
}

/** A reply of chat completions that asks for a tool. */
export function toolCompletion(request: ReceivedRequest, text: string, call: { name: string; input: unknown }) {
  const whole = completion(request, text || null, 'stop')
  const [choice] = whole.choices
  const asked = {
    id: `call_double_${request.number}`,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.input) },
  }
  return {
    ...whole,
    choices: [{ ...choice, finish_reason: 'tool_calls', message: { ...choice?.message, tool_calls: [asked] } }],
  }
}
