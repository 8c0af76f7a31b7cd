import { TOKENS } from './answers.ts'
import type { ReceivedRequest } from './behaviour.ts'

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
