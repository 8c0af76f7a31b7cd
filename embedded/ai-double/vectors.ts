import { createHash } from 'node:crypto'

const DEFAULT_DIMENSIONS = 256

/** A vector in which texts that share groups of three letters lie close together, of length 1. */
export function vectorOf(text: string, dimensions = DEFAULT_DIMENSIONS): Float32Array {
  const vector = new Float32Array(dimensions)
  const padded = ` ${text.toLowerCase()} `
  for (let at = 0; at + 3 <= padded.length; at += 1) {
    const slot =
      createHash('md5')
        .update(padded.slice(at, at + 3))
        .digest()
        .readUInt32LE(0) % dimensions
    vector[slot] = (vector[slot] ?? 0) + 1
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}

/** The answer of `/v1/embeddings`; base64 of 32-bit floats where that is asked for, as the official SDK does. */
export function embeddings(body: Record<string, unknown>) {
  const input = (Array.isArray(body.input) ? body.input : [body.input]).map(String)
  const dimensions = typeof body.dimensions === 'number' ? body.dimensions : undefined
  const tokens = input.reduce((sum, text) => sum + Math.ceil(text.length / 3), 0)
  const data = input.map((text, index) => {
    const vector = vectorOf(text, dimensions)
    const embedding = body.encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector]
    return { object: 'embedding', index, embedding }
  })
  return { object: 'list', data, model: body.model, usage: { prompt_tokens: tokens, total_tokens: tokens } }
}
