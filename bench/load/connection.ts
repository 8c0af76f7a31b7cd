import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface HttpAnswer {
  status: number
  head: string
  body: string
}

/** One kept-alive connection that has one request under way at a time. */
export interface Connection {
  socket: Socket
  send(request: string): Promise<HttpAnswer>
}

const HEAD_END = Buffer.from('\r\n\r\n')

/** Opens a connection. A client of our own, since a general one would cost more than what it measures. */
export async function openConnection(origin: string): Promise<Connection> {
  const { hostname, port } = new URL(origin)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await once(socket, 'connect')
  let waiting: PromiseWithResolvers<HttpAnswer> | undefined
  let rest: Buffer = Buffer.alloc(0)
  const fail = (error: Error) => waiting?.reject(error)
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const headEnd = rest.indexOf(HEAD_END)
    if (headEnd < 0) return
    const head = rest.toString('latin1', 0, headEnd)
    const bodyStart = headEnd + HEAD_END.length
    const end = bodyStart + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (rest.length < end) return
    const answer = { status: Number(head.slice(9, 12)), head, body: rest.toString('utf8', bodyStart, end) }
    rest = rest.subarray(end)
    waiting?.resolve(answer)
  })
  const send = (request: string) => {
    // Closed while nothing was under way: nobody would ever answer.
    if (!socket.writable) return Promise.reject(new Error('the server closed the connection'))
    waiting = Promise.withResolvers()
    socket.write(request)
    return waiting.promise
  }
  return { socket, send }
}

/** A request as it goes over the wire. */
export function rawRequest(method: string, path: string, headers: Record<string, string>, body?: object): string {
  const text = body === undefined ? '' : JSON.stringify(body)
  const all = {
    host: 'localhost',
    ...headers,
    ...(body ? { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(text)}` } : {}),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`
}
