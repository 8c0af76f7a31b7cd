import { Worker } from 'node:worker_threads'

/** A thread that starts with the first message to it, and again with the first after it ended. */
export interface WorkerThread<Message> {
  post(message: Message): void
  terminate(): Promise<void>
}

export interface WorkerThreadOptions<Heard> {
  /** The thread's own module. */
  script: URL
  /** Told what the thread posts. */
  heard(message: Heard): void
  /** Told why the thread that was running ended, whatever the reason. */
  ended(why: string): void
}

/** @returns a thread that has not been started, and that keeps no process alive */
export function workerThread<Message, Heard>({
  script,
  heard,
  ended,
}: WorkerThreadOptions<Heard>): WorkerThread<Message> {
  let running: Worker | undefined
  const end = (why: string) => {
    running = undefined
    ended(why)
  }
  const start = () => {
    const worker = new Worker(script, { execArgv: [] })
    worker.unref()
    worker.on('message', heard)
    worker.on('error', (error) => end(`the picture worker failed: ${error}`))
    worker.on('exit', () => worker === running && end('the picture worker ended'))
    return worker
  }
  return {
    post: (message) => {
      running ??= start()
      running.postMessage(message)
    },
    terminate: async () => {
      await running?.terminate()
    },
  }
}
