import { parentPort } from 'node:worker_threads'
import type { Answered } from '../worker.ts'
import { type Drawn, type DrawRequest, drawCreative } from './render.ts'

parentPort?.on('message', (request: DrawRequest) => {
  try {
    const drawn = drawCreative(request)
    // Pixels are megabytes: they are handed over. The renderer's own memory cannot be, so they are copied once.
    const bytes = new Uint8Array(drawn.bytes)
    const answered: Answered<Drawn> = { answer: { ...drawn, bytes } }
    parentPort?.postMessage(answered, [bytes.buffer])
  } catch (error) {
    parentPort?.postMessage({ error: String(error) } satisfies Answered<Drawn>)
  }
})
