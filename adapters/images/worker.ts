import { Rejected } from '../../domain/kernel.ts'
import { workerThread } from './worker-thread.ts'

/** The picture itself cannot be drawn; a worker that ended is something else. */
export class Undrawable extends Error {}

/** A worker thread that answers one request after another; it starts with the first, and again after a crash. */
export interface DrawingWorker<Request, Answer> {
  /** Rejects when the request cannot be answered, too much is to be done before it, the worker ends, or it was closed. */
  ask(request: Request): Promise<Answer>
  close(): Promise<void>
}

/** What comes back from the thread for a request. */
export type Answered<Answer> = { answer: Answer } | { error: string }

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
  // The first is with the thread, which gets the next one only when it is idle: while messages lie there it never comes
  // to give the memory of pictures back, some 9 MiB for each.
  const queue: { request: Request; result: PromiseWithResolvers<Answer> }[] = []
  let isClosed = false
  let usualMs = FIRST_GUESS_MS
  let begunAt = 0
  const begin = () => {
    const [first] = queue
    if (!first) return
    begunAt = performance.now()
    thread.post(first.request)
  }
  const heard = (answered: Answered<Answer>) => {
    const { result } = queue.shift() as (typeof queue)[number]
    usualMs += (performance.now() - begunAt - usualMs) * NEWEST_SHARE
    begin()
    if ('answer' in answered) result.resolve(answered.answer)
    else result.reject(new Undrawable(`the picture could not be drawn: ${answered.error}`))
  }
  const ended = (why: string) => {
    for (const { result } of queue.splice(0)) result.reject(new Error(why))
  }
  const thread = workerThread<Request, Answered<Answer>>({ script, heard, ended })
  return {
    ask: (request) => {
      if (isClosed) return Promise.reject(new Error('the renderer is closed'))
      if (queue.length * usualMs >= mostWaitMs)
        return Promise.reject(new Rejected('UNAVAILABLE', 'Too many pictures are being drawn; try again in a moment.'))
      const result = Promise.withResolvers<Answer>()
      if (queue.push({ request, result }) === 1) begin()
      return result.promise
    },
    close: () => {
      isClosed = true
      return thread.terminate()
    },
  }
}
