import { parentPort } from 'node:worker_threads'
import type { Answered, Asked } from '../worker.ts'
import { type Drawn, type DrawRequest, drawCreative } from './render.ts'

parentPort?.on('message', ({ id, request }: Asked<DrawRequest>) => {
  try {
    const answer = drawCreative(request)
    // Pixels are megabytes: they are handed over, not copied. What shares a pool cannot be handed over.
    const isOwn = answer.bytes.byteLength === answer.bytes.buffer.byteLength
    const bytes = isOwn ? answer.bytes : new Uint8Array(answer.bytes)
    const answered: Answered<Drawn> = { id, answer: { ...answer, bytes } }
    parentPort?.postMessage(answered, [bytes.buffer as ArrayBuffer])
  } catch (error) {
    parentPort?.postMessage({ id, error: String(error) } satisfies Answered<Drawn>)
  }
})
