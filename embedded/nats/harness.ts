import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { EmbeddedServer } from '../cli.ts'
import { type NatsOptions, startNats } from './server.ts'

const BINARY = '/usr/sbin/nats-server'
const hasReal = existsSync(BINARY)
if (!hasReal) console.warn(`skipped: ${BINARY} is not installed, so ours is not compared with the real nats-server`)

type Start = (access?: Pick<NatsOptions, 'username' | 'password' | 'token'>) => Promise<EmbeddedServer>

/** The servers that one contract is tested on. */
export const SERVERS: { name: string; start: Start }[] = [
  { name: 'embedded', start: (access) => startNats({ port: 0, ...access }) },
  ...(hasReal ? [{ name: 'nats-server', start: startReal }] : []),
]

async function startReal(access: Parameters<Start>[0] = {}): Promise<EmbeddedServer> {
  const port = await freePort()
  const flags = [access.username && `--user=${access.username}`, access.password && `--pass=${access.password}`]
  const auth = [...flags, access.token && `--auth=${access.token}`].filter((flag) => flag !== undefined && flag !== '')
  const child = spawn(BINARY, ['-a', '127.0.0.1', '-p', String(port), ...(auth as string[])], { stdio: 'ignore' })
  for (let tries = 0; tries < 100 && !(await accepts(port)); tries += 1) await sleep(20)
  return { port, stop: () => kill(child) }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** A raw connection: what it was told, INFO apart, and whether it is closed. */
export class Raw {
  readonly socket: Socket
  received = ''
  closed = false

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1')
    this.socket.setNoDelay(true)
    this.socket.on('data', (chunk) => {
      this.received += chunk.toString('latin1')
    })
    this.socket.on('close', () => {
      this.closed = true
    })
    this.socket.on('error', () => {})
  }

  get text(): string {
    return this.received.replace(/^INFO [^\r]*\r\n/, '')
  }

  async until(done: (raw: Raw) => boolean, ms = 60_000): Promise<void> {
    for (const deadline = Date.now() + ms; !done(this); await sleep(5))
      if (Date.now() > deadline) throw new Error(`waited in vain; received ${JSON.stringify(this.text.slice(0, 500))}`)
  }
}

/** Says something to a server, and answers all it said by the last PONG or the close. */
export async function converse(port: number, parts: string[]): Promise<{ said: string; closed: boolean }> {
  const raw = new Raw(port)
  await raw.until((one) => one.received.includes('\r\n'))
  for (const part of parts) {
    raw.socket.write(part, 'latin1')
    if (parts.length > 1) await nextTurn()
  }
  const pings = parts.join('').match(/^PING/gim)?.length ?? 0
  await raw.until((one) => one.closed || (one.text.match(/PONG\r\n/g)?.length ?? 0) >= Math.max(1, pings))
  raw.socket.destroy()
  return { said: raw.text, closed: raw.closed }
}
