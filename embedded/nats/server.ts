import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { EmbeddedServer } from '../cli.ts'
import { type Credentials, isRequired } from './auth.ts'
import { Client } from './client.ts'
import { Hub } from './hub.ts'
import { DEFAULTS, type Limits } from './limits.ts'

export interface NatsOptions extends Credentials, Partial<Omit<Limits, 'credentials'>> {
  port: number
}

const DEADLINE_CHECK_MS = 1000
/** How long clients may take to leave when the server stops. */
const GRACE_MS = 500

/** Starts a core NATS server on a loopback port. */
export async function startNats(options: NatsOptions): Promise<EmbeddedServer> {
  const { port, username, password, token, ...limited } = options
  const limits: Limits = { ...DEFAULTS, ...limited, credentials: { username, password, token } }
  const hub = new Hub()
  const about = aboutServer(limits)
  let lastId = 0
  const welcome = (socket: Socket) => {
    lastId += 1
    const info = { ...about, port: bound, client_id: lastId, client_ip: socket.remoteAddress }
    new Client(socket, hub, limits, infoLine(info))
  }
  const server = createServer(welcome)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const bound = (server.address() as AddressInfo).port
  const beats = setInterval(() => {
    for (const client of hub.clients) client.beat()
  }, limits.pingIntervalMs)
  const deadlines = setInterval(() => {
    for (const client of hub.clients) client.checkDeadline(Date.now())
  }, DEADLINE_CHECK_MS)
  return {
    port: bound,
    async stop() {
      clearInterval(beats)
      clearInterval(deadlines)
      const closed = new Promise((resolve) => server.close(resolve))
      const leaving = [...hub.clients]
      // Lame duck: clients hear of it and what waits for them is written, then the connection ends.
      for (const client of leaving) client.end(null, infoLine({ ...about, port: bound, ldm: true }))
      const late = setTimeout(() => leaving.forEach((client) => void client.drop()), GRACE_MS)
      await closed
      clearTimeout(late)
    },
  }
}

const infoLine = (info: object) => `INFO ${JSON.stringify(info)} \r\n`

function aboutServer({ credentials, maxPayload }: Limits) {
  return {
    server_id: randomUUID(),
    server_name: 'madang-embedded-nats',
    version: '2.9.10',
    proto: 1,
    host: '127.0.0.1',
    headers: true,
    max_payload: maxPayload,
    ...(isRequired(credentials) ? { auth_required: true } : {}),
  }
}
