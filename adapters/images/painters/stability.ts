import { failureOf } from '../../ai/language-model.ts'
import { AiError } from '../../ai/port.ts'
import type { ImageProvider } from './provider.ts'

/**
 * An API like Stability's (`POST /v2beta/stable-image/generate/<model>`: a form in, the picture's bytes out; what its
 * filter stopped has `finish-reason: CONTENT_FILTERED`). It has no official SDK for Node.
 */
export function stabilityImages(options: {
  apiKey: string
  baseURL: string
  model: string
  usd: number
}): ImageProvider {
  const { apiKey, baseURL, model, usd } = options
  return {
    id: 'stability',
    model: `stability-${model}`,
    usd,
    async paint(prompt, signal) {
      const body = new FormData()
      for (const [name, value] of Object.entries({ prompt, aspect_ratio: '3:2', output_format: 'png' }))
        body.set(name, value)
      try {
        const response = await fetch(`${baseURL}/v2beta/stable-image/generate/${model}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${apiKey}`, accept: 'image/*' },
          body,
          signal,
        })
        if (!response.ok) {
          const why = (await response.text()).slice(0, 300)
          const { status, headers } = response
          throw Object.assign(new Error(`answered ${status}: ${why}`), { status, headers })
        }
        if (response.headers.get('finish-reason') === 'CONTENT_FILTERED')
          throw new AiError('refused', 'stability', 'stability: its filter stopped the picture')
        return Buffer.from(await response.arrayBuffer())
      } catch (error) {
        throw failureOf('stability', error, signal)
      }
    },
  }
}
