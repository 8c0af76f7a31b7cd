import { Worker } from 'node:worker_threads'
import type { CardSize } from './frame.ts'
import type { CardFacts } from './layout.ts'

/** Draws pictures away from the event loop. */
export interface Renderer {
  /** PNG bytes. Rejects when the picture cannot be drawn or the renderer is closed. */
  render(facts: CardFacts, size: CardSize): Promise<Buffer>
  close(): Promise<void>
}

/** What the worker is asked, and what it answers. */
export interface RenderRequest {
  id: number
  facts: CardFacts
  size: CardSize
}
export type RenderAnswer = { id: number; png: Uint8Array } | { id: number; error: string }

type Waiting = PromiseWithResolvers<Buffer>

/** One worker thread that draws one picture after the other; it starts with the first, and again after a crash. */
export function createRenderer(): Renderer {
  let worker: Worker | undefined
  let isClosed = false
  const waiting = new Map<number, Waiting>()
  let lastId = 0

  const settle = (answer: RenderAnswer) => {
    const { resolve, reject } = waiting.get(answer.id) as Waiting
    waiting.delete(answer.id)
    if ('png' in answer) resolve(Buffer.from(answer.png.buffer, answer.png.byteOffset, answer.png.byteLength))
    else reject(new Error(`the picture could not be drawn: ${answer.error}`))
  }
  const fail = (why: string) => {
    worker = undefined
    for (const { reject } of waiting.values()) reject(new Error(why))
    waiting.clear()
  }
  const start = () => {
    const started = new Worker(new URL('./render-worker.ts', import.meta.url), { execArgv: [] })
    // A worker that has nothing to draw must not keep a process alive.
    started.unref()
    started.on('message', settle)
    started.on('error', (error) => fail(`the picture worker failed: ${error}`))
    started.on('exit', () => started === worker && fail('the picture worker ended'))
    return started
  }
  return {
    render: (facts, size) => {
      if (isClosed) return Promise.reject(new Error('the renderer is closed'))
      worker ??= start()
      const id = ++lastId
      const result = Promise.withResolvers<Buffer>()
      waiting.set(id, result)
      worker.postMessage({ id, facts, size } satisfies RenderRequest)
      return result.promise
    },
    close: async () => {
      isClosed = true
      await worker?.terminate()
    },
  }
}
