import { parentPort } from 'node:worker_threads'
import type { Answered, Asked } from '../worker.ts'
import { type Drawn, type DrawRequest, drawCreative } from './render.ts'

parentPort?.on('message', ({ id, request }: Asked<DrawRequest>) => {
  try {
    const answer = drawCreative(request)
    // Pixels are megabytes: they are handed over. The renderer's own memory cannot be, so they are copied once.
    const bytes = new Uint8Array(answer.bytes)
    const answered: Answered<Drawn> = { id, answer: { ...answer, bytes } }
    parentPort?.postMessage(answered, [bytes.buffer])
  } catch (error) {
    parentPort?.postMessage({ id, error: String(error) } satisfies Answered<Drawn>)
  }
})
