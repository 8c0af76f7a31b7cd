import { setTimeout as delay } from 'node:timers/promises'
import { asLoad } from '../processes.ts'
import { type Connection, openConnection } from './connection.ts'
import { timeAll } from './latencies.ts'

export interface HttpJob {
  origin: string
  /** For each connection the requests that it sends, one after another. */
  requests: string[][]
  /** Each connection waits about so long between two requests, as people do; not at all when left out. */
  pauseMs?: number
}

/** Calls over HTTP. */
await asLoad(async ({ origin, requests, pauseMs = 0 }: HttpJob) => {
  const connections: Connection[] = []
  for (const _ of requests) connections.push(await openConnection(origin))
  const call = async (request: string, worker: number) => `${(await connections[worker]?.send(request))?.status}`
  const pause = (isFirst: boolean) => delay(pauseMs * (isFirst ? Math.random() : 0.5 + Math.random()))
  return timeAll(requests, call, pauseMs > 0 ? pause : undefined)
})
