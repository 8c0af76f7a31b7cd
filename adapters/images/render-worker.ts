import { parentPort } from 'node:worker_threads'
import { renderCard } from './card.ts'
import type { RenderRequest } from './renderer.ts'
import type { Answered, Asked } from './worker.ts'

const answer = ({ id, request: { facts, size } }: Asked<RenderRequest>): Answered<Uint8Array> => {
  try {
    return { id, answer: renderCard(facts, size) }
  } catch (error) {
    return { id, error: String(error) }
  }
}

parentPort?.on('message', (asked: Asked<RenderRequest>) => parentPort?.postMessage(answer(asked)))
