import OpenAI from 'openai'
import { failureOf } from '../../ai/language-model.ts'
import { AiError } from '../../ai/port.ts'
import type { ImageProvider } from './provider.ts'

const SIZE = '1536x1024'

/** OpenAI's images by the official SDK, or a server that speaks the same. */
export function openAiImages(options: { apiKey: string; baseURL: string; model: string; usd: number }): ImageProvider {
  const { apiKey, baseURL, model, usd } = options
  const client = new OpenAI({ apiKey, baseURL, maxRetries: 0, organization: null, project: null })
  return {
    id: 'openai',
    model,
    usd,
    async paint(prompt, signal) {
      try {
        const { data } = await client.images.generate(
          { model, prompt, size: SIZE, quality: 'medium', n: 1, output_format: 'png' },
          { signal },
        )
        const [image] = data ?? []
        if (!image?.b64_json) throw new AiError('invalid-output', 'openai', 'openai: the answer has no picture')
        return Buffer.from(image.b64_json, 'base64')
      } catch (error) {
        throw failureOf('openai', error, signal)
      }
    },
  }
}
