import OpenAI from 'openai'
import { z } from 'zod'
import { type DataRequest, failureOf, type LanguageModel, type ModelReply } from './language-model.ts'
import { modelFacts } from './models.ts'
import { streamOpenAi } from './openai-stream.ts'

export const OpenAiConfig = z.object({
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_MODEL: z.string().optional(),
  OPENAI_BASE_URL: z.url().optional(),
})

interface OpenAiOptions {
  /** Name of the endpoint; `openai` unless it is another one that speaks the same API. */
  id?: string
  apiKey: string
  model: string
  baseURL: string
}

/** GPT over the chat completions API, which OpenAI-compatible servers (Gemini, Ollama, vLLM) speak too. */
export function openAiModel({ id = 'openai', apiKey, model, baseURL }: OpenAiOptions): LanguageModel {
  const client = new OpenAI({ apiKey, baseURL, maxRetries: 0, logLevel: 'off', organization: null, project: null })
  return {
    id,
    model,
    async answer(request, signal) {
      try {
        return readReply(await client.chat.completions.create(bodyOf(model, request), { signal }))
      } catch (error) {
        throw failureOf(id, error, signal)
      }
    },
    async *stream(request, signal) {
      try {
        yield* streamOpenAi(client, { id, model }, request, signal)
      } catch (error) {
        throw failureOf(id, error, signal)
      }
    },
  }
}

function bodyOf(model: string, request: DataRequest): OpenAI.ChatCompletionCreateParamsNonStreaming {
  const effort = modelFacts(model)?.effort
  const { name, schema } = request.format
  return {
    model,
    max_completion_tokens: request.maxOutputTokens,
    messages: [{ role: 'system', content: request.system }, ...request.turns],
    response_format: { type: 'json_schema', json_schema: { name, strict: true, schema: strictSchema(schema) } },
    ...(effort ? { reasoning_effort: effort } : {}),
  }
}

/** Strict mode refuses limits on the length of strings, so they are told in words instead. */
function strictSchema(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => {
      const { minLength, maxLength } = jsonSchema
      delete jsonSchema.minLength
      delete jsonSchema.maxLength
      if (maxLength !== undefined) jsonSchema.description = `${minLength ?? 0} to ${maxLength} characters`
    },
  })
}

function readReply({ choices, usage }: OpenAI.ChatCompletion): ModelReply {
  const [choice] = choices
  if (!choice) throw new Error('the answer has no choices')
  const { message, finish_reason } = choice
  const refusal = message.refusal ?? (finish_reason === 'content_filter' ? 'stopped by the content filter' : undefined)
  return {
    text: message.content ?? '',
    inputTokens: usage?.prompt_tokens ?? 0,
    outputTokens: usage?.completion_tokens ?? 0,
    ...(refusal === undefined ? {} : { refusal }),
  }
}
