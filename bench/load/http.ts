import { setTimeout as delay } from 'node:timers/promises'
import { asLoad } from '../processes.ts'
import { type Connection, openConnection } from './connection.ts'
import { timeAll } from './latencies.ts'

export interface HttpJob {
  origin: string
  /** For each connection the requests that it sends, one after another. */
  requests: string[][]
  /** The same, made before anything is measured. */
  warmUp?: string[][]
  /** Each connection waits about so long between two requests, as people do; not at all when left out. */
  pauseMs?: number
  /** After an answer of this status a call is made again in a moment, as a client would. */
  againAfter?: number
}

const MOST_TRIES = 100
const MOMENT_MS = 10

/** Calls over HTTP. */
await asLoad(async ({ origin, requests, warmUp = [], pauseMs = 0, againAfter }: HttpJob) => {
  const connections: Connection[] = []
  for (const _ of requests) connections.push(await openConnection(origin))
  let again = 0
  const call = async (request: string, worker: number) => {
    for (let tries = 1; ; tries += 1) {
      const status = (await connections[worker]?.send(request))?.status
      if (status !== againAfter || tries === MOST_TRIES) return `${status}`
      again += 1
      await delay(Math.random() * MOMENT_MS)
    }
  }
  await timeAll(warmUp, call)
  again = 0
  const pause = (isFirst: boolean) => delay(pauseMs * (isFirst ? Math.random() : 0.5 + Math.random()))
  return { ...(await timeAll(requests, call, pauseMs > 0 ? pause : undefined)), again }
})
