import Anthropic from '@anthropic-ai/sdk'
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod'
import { z } from 'zod'
import { streamAnthropic } from './anthropic-stream.ts'
import { type DataRequest, failureOf, type LanguageModel, type ModelReply } from './language-model.ts'
import { modelFacts } from './models.ts'

export const AnthropicConfig = z.object({
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_MODEL: z.string().default('claude-haiku-5-5'),
  ANTHROPIC_BASE_URL: z.url().default('https://api.anthropic.com'),
})

interface AnthropicOptions {
  apiKey: string
  model: string
  baseURL: string
}

/** Claude over the Messages API. */
export function anthropicModel({ apiKey, model, baseURL }: AnthropicOptions): LanguageModel {
  const client = new Anthropic({ apiKey, authToken: null, baseURL, maxRetries: 0, logLevel: 'off' })
  return {
    id: 'anthropic',
    model,
    async answer(request, signal) {
      try {
        return readReply(await client.messages.create(bodyOf(model, request), { signal }))
      } catch (error) {
        throw failureOf('anthropic', error, signal)
      }
    },
    async *stream(request, signal) {
      try {
        yield* streamAnthropic(client, { id: 'anthropic', model }, request, signal)
      } catch (error) {
        throw failureOf('anthropic', error, signal)
      }
    },
  }
}

function bodyOf(model: string, request: DataRequest): Anthropic.MessageCreateParamsNonStreaming {
  const effort = modelFacts(model)?.effort
  return {
    model,
    max_tokens: request.maxOutputTokens,
    system: request.system,
    messages: request.turns,
    output_config: {
      format: zodOutputFormat(request.format.schema),
      ...(effort === 'low' ? { effort } : {}),
    },
  }
}

/** The text blocks only: a reply may begin with thinking. */
function readReply({ content, stop_reason, usage }: Anthropic.Message): ModelReply {
  const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('')
  return {
    text,
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    ...(stop_reason === 'refusal' ? { refusal: text || 'no reason given' } : {}),
  }
}
