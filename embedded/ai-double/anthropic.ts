import { TOKENS } from './answers.ts'
import type { ReceivedRequest } from './behaviour.ts'
import { type Frames, type Said, tokensOf } from './frames.ts'

const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}

/** A reply of the Messages API. */
export function message(
  { number, body }: ReceivedRequest,
  text: string,
  stopReason: 'end_turn' | 'max_tokens' | 'refusal',
) {
  return {
    id: `msg_double_${number}`,
    type: 'message',
    role: 'assistant',
    model: body.model,
    content: [
      { type: 'thinking', thinking: '', signature: 'double' },
      { type: 'text', text },
    ],
    stop_reason: stopReason,
    stop_sequence: null,
    usage: { input_tokens: TOKENS.input, output_tokens: TOKENS.output },
  }
}

export const anthropicError = (status: number, text: string) => ({
  type: 'error',
  error: { type: ERROR_TYPES[status] ?? 'api_error', message: text },
  request_id: 'req_double',
})

/** The schema that the answer must fit. */
export const anthropicSchema = (body: Record<string, unknown>): unknown =>
  (body as { output_config?: { format?: { schema?: unknown } } }).output_config?.format?.schema

const frame = (data: { type: string } & Record<string, unknown>) =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`

/** The same reply as server-sent events. */
export function messageFrames({ number, body }: ReceivedRequest, { chunks, call, stop }: Said): Frames {
  const tokens = tokensOf(body, chunks)
  const started = {
    id: `msg_double_${number}`,
    type: 'message',
    role: 'assistant',
    model: body.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: tokens.input, output_tokens: 1 },
  }
  const text = chunks.map((part) =>
    frame({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: part } }),
  )
  const json = JSON.stringify(call?.input ?? {})
  const half = Math.ceil(json.length / 2)
  const pieces = [json.slice(0, half), json.slice(half)]
  const use = call && [
    frame({
      type: 'content_block_start',
      index: 1,
      content_block: { type: 'tool_use', id: `toolu_double_${number}`, name: call.name, input: {} },
    }),
    ...pieces.map((partial_json) =>
      frame({ type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json } }),
    ),
    frame({ type: 'content_block_stop', index: 1 }),
  ]
  const stop_reason = { end: 'end_turn', tool: 'tool_use', refusal: 'refusal' }[stop]
  return {
    before: [
      frame({ type: 'message_start', message: started }),
      frame({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
      frame({ type: 'ping' }),
    ],
    said: text,
    after: [
      frame({ type: 'content_block_stop', index: 0 }),
      ...(use ?? []),
      frame({
        type: 'message_delta',
        delta: { stop_reason, stop_sequence: null },
        usage: { output_tokens: tokens.output },
      }),
      frame({ type: 'message_stop' }),
    ],
    broken: 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"ty\n\n',
  }
}

/** A reply of the Messages API that asks for a tool. */
export const toolUse = (request: ReceivedRequest, text: string, call: { name: string; input: unknown }) => ({
  ...message(request, text, 'end_turn'),
  content: [
    ...(text ? [{ type: 'text', text }] : []),
    { type: 'tool_use', id: `toolu_double_${request.number}`, ...call },
  ],
  stop_reason: 'tool_use',
})
