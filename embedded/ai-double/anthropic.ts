import { TOKENS } from './answers.ts'
import type { ReceivedRequest } from './behaviour.ts'

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
