import { parentPort } from 'node:worker_threads'
import { renderCard } from './card.ts'
import type { RenderRequest } from './renderer.ts'
import type { Answered } from './worker.ts'

const answer = ({ facts, size }: RenderRequest): Answered<Uint8Array> => {
  try {
    return { answer: renderCard(facts, size) }
  } catch (error) {
    return { error: String(error) }
  }
}

parentPort?.on('message', (request: RenderRequest) => parentPort?.postMessage(answer(request)))
