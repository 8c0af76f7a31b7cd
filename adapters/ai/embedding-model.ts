import OpenAI from 'openai'
import { failureOf } from './language-model.ts'

/** A model that turns texts into vectors. Every failure is an AiError; nothing is retried in here. */
export interface EmbeddingModel {
  id: string
  model: string
  embed(texts: readonly string[], signal: AbortSignal): Promise<{ vectors: Float32Array[]; inputTokens: number }>
}

/** Embeddings over OpenAI's API, which compatible servers speak too. */
export function openAiEmbedding(options: {
  id: string
  apiKey: string
  model: string
  baseURL: string
}): EmbeddingModel {
  const { id, apiKey, model, baseURL } = options
  const client = new OpenAI({ apiKey, baseURL, maxRetries: 0, logLevel: 'off', organization: null, project: null })
  return {
    id,
    model,
    async embed(texts, signal) {
      try {
        const { data, usage } = await client.embeddings.create({ model, input: [...texts] }, { signal })
        if (data.length !== texts.length) throw new Error(`${texts.length} texts came back as ${data.length} vectors`)
        const ordered = data.toSorted((a, b) => a.index - b.index)
        return {
          vectors: ordered.map(({ embedding }) => Float32Array.from(embedding)),
          inputTokens: usage?.prompt_tokens ?? 0,
        }
      } catch (error) {
        throw failureOf(id, error, signal)
      }
    },
  }
}
