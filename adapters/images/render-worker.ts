import { parentPort } from 'node:worker_threads'
import { renderCard } from './card.ts'
import type { RenderAnswer, RenderRequest } from './renderer.ts'

const answer = ({ id, facts, size }: RenderRequest): RenderAnswer => {
  try {
    return { id, png: renderCard(facts, size) }
  } catch (error) {
    return { id, error: String(error) }
  }
}

parentPort?.on('message', (request: RenderRequest) => parentPort?.postMessage(answer(request)))
