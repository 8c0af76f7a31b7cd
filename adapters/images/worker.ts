import { Worker } from 'node:worker_threads'
import { Rejected } from '../../domain/kernel.ts'

/** The picture itself cannot be drawn; a worker that ended is something else. */
export class Undrawable extends Error {}

/** A worker thread that answers one request after another; it starts with the first, and again after a crash. */
export interface DrawingWorker<Request, Answer> {
  /** Rejects when the request cannot be answered, too much is to be done before it, the worker ends, or it was closed. */
  ask(request: Request): Promise<Answer>
  close(): Promise<void>
}

/** What goes to the thread, and what comes back. */
export interface Asked<Request> {
  id: number
  request: Request
}
export type Answered<Answer> = { id: number; answer: Answer } | { id: number; error: string }

/** Whoever would wait longer is told to come back. */
const MOST_WAIT_MS = 5_000
/** What one takes, until the first ones have shown it. */
const FIRST_GUESS_MS = 100
/** How much the newest counts beside all before it. */
const NEWEST_SHARE = 0.2

/** @param script the thread's own module; @param mostWaitMs a request that would wait longer for its turn is refused */
export function drawingWorker<Request, Answer>(
  script: URL,
  mostWaitMs: number = MOST_WAIT_MS,
): DrawingWorker<Request, Answer> {
  let worker: Worker | undefined
  let isClosed = false
  let lastId = 0
  const waiting = new Map<number, PromiseWithResolvers<Answer>>()
  // The thread gets the next one only when it is idle: while messages lie there it never comes to give the memory of
  // pictures back, some 9 MiB for each.
  const queue: Asked<Request>[] = []
  let isBusy = false
  let usualMs = FIRST_GUESS_MS
  let begunAt = 0
  const next = () => {
    const asked = queue.shift()
    isBusy = asked !== undefined
    if (!asked) return
    begunAt = performance.now()
    worker ??= start()
    worker.postMessage(asked)
  }

  const settle = (answered: Answered<Answer>) => {
    const { resolve, reject } = waiting.get(answered.id) as PromiseWithResolvers<Answer>
    waiting.delete(answered.id)
    usualMs += (performance.now() - begunAt - usualMs) * NEWEST_SHARE
    next()
    if ('answer' in answered) resolve(answered.answer)
    else reject(new Undrawable(`the picture could not be drawn: ${answered.error}`))
  }
  const fail = (why: string) => {
    worker = undefined
    isBusy = false
    queue.length = 0
    for (const { reject } of waiting.values()) reject(new Error(why))
    waiting.clear()
  }
  const start = () => {
    const started = new Worker(script, { execArgv: [] })
    // A worker that has nothing to draw must not keep a process alive.
    started.unref()
    started.on('message', settle)
    started.on('error', (error) => fail(`the picture worker failed: ${error}`))
    started.on('exit', () => started === worker && fail('the picture worker ended'))
    return started
  }
  return {
    ask: (request) => {
      if (isClosed) return Promise.reject(new Error('the renderer is closed'))
      if (waiting.size * usualMs >= mostWaitMs)
        return Promise.reject(new Rejected('UNAVAILABLE', 'Too many pictures are being drawn; try again in a moment.'))
      const id = ++lastId
      const result = Promise.withResolvers<Answer>()
      waiting.set(id, result)
      queue.push({ id, request })
      if (!isBusy) next()
      return result.promise
    },
    close: async () => {
      isClosed = true
      await worker?.terminate()
    },
  }
}
