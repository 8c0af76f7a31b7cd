import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Where to listen. */
interface Place {
  port: number
  host: string
}

/**
 * Connections that wait to be taken. With Node's 511 a crowd's connections are dropped by the kernel and tried again after
 * seconds; taken, they are answered or told at once to come back.
 */
const BACKLOG = 4_096
/**
 * Node takes one connection a turn of its event loop from each socket that listens (libuv, uv__server_io). A busy loop has
 * some fifty turns a second, and a crowd's new connections would wait for seconds while calls on open ones take
 * milliseconds; so several sockets listen on the port, and the kernel deals connections out among them.
 */
const SOCKETS = process.platform === 'linux' ? 16 : 1

/** Often enough that nobody notices who waits for the end. */
const SWEEP_MS = 50

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:3000` */
  origin: string
  /** Takes no more connections, and resolves when everything under way is answered. */
  close(): Promise<void>
}

/**
 * Lets a server listen.
 *
 * @throws Error that says what to do when the port is taken
 */
export async function listen(app: FastifyInstance, { port, host }: Place): Promise<Listening> {
  // The kernel's own choice is nobody else's.
  if (port > 0) await refuseTaken({ port, host })
  const options = { host, backlog: BACKLOG, reusePort: SOCKETS > 1 }
  // A socket is handed over as the documentation of node:http describes for its event 'connection'.
  const take = (socket: Socket) => app.server.emit('connection', socket)
  const more = Array.from({ length: SOCKETS - 1 }, () => createServer({ allowHalfOpen: true, noDelay: true }, take))
  const close = async () => {
    const ended = more.filter((server) => server.listening).map((server) => once(server.close(), 'close'))
    // A connection that was busy when closing began is idle later, and would be kept for its next call.
    const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS)
    await Promise.all([app.close(), ...ended])
    clearInterval(sweep)
  }
  await app.listen({ ...options, port })
  const { port: own } = app.server.address() as AddressInfo
  await Promise.all(more.map((server) => listening(server, { ...options, port: own })))
  return { origin: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${own}`, close }
}

/** Sockets that share a port do not notice that a stranger's shares it too: so one that does not share asks first. */
async function refuseTaken(place: Place): Promise<void> {
  const server = createServer()
  await listening(server, place).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw new Error(`port ${place.port} is in use. Stop what listens there, or set PORT to another one.`, {
      cause: error,
    })
  })
  server.close()
  await once(server, 'close')
}

async function listening(server: Server, options: object): Promise<void> {
  server.listen(options)
  await once(server, 'listening')
}
