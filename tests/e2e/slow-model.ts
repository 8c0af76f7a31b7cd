import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A model's API that keeps every caller waiting, so that what a screen shows meanwhile can be looked at. */
export interface SlowModel {
  /** Settings that make an instance ask it first. */
  settings: Record<string, string>
  /** Sends the one who waits, or comes next, away; the offline planner takes over. */
  refuse(): Promise<void>
  stop(): Promise<void>
}

export async function startSlowModel(): Promise<SlowModel> {
  const waiting: ServerResponse[] = []
  const server = createServer((_request, response) => {
    waiting.push(response)
    server.emit('asked')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    settings: {
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      OPENAI_MODEL: 'slow',
      AI_PRICES: JSON.stringify({ slow: { input: 0, output: 0 } }),
      AI_TRENDS_DEADLINE_MS: '60000',
      AI_PLANS_DEADLINE_MS: '60000',
    },
    refuse: async () => {
      if (waiting.length === 0) await once(server, 'asked')
      waiting.shift()?.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"not today"}}')
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
