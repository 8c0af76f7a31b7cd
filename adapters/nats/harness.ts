import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** Of Debian's package; no npm package brings it. */
const BINARY = 'nats-server'

/** Debian's nats-server with JetStream, for tests. */
export interface RealNats {
  url: string
  /** SIGKILL, and back on the same port with the same data. */
  kill(): Promise<void>
  restart(): Promise<void>
  remove(): Promise<void>
}

/** Whether Debian's nats-server is installed; when not, says on the console what is skipped. */
export function hasRealNats(what: string): boolean {
  try {
    execFileSync(BINARY, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    console.warn(`skipped: ${what} needs nats-server, which is not installed (apt-get install nats-server)`)
    return false
  }
}

export async function startRealNats(): Promise<RealNats> {
  const folder = mkdtempSync(join(tmpdir(), 'madang-nats-'))
  const port = await freePort()
  let child: ChildProcess | undefined
  const start = async () => {
    child = spawn(BINARY, ['-js', '-a', '127.0.0.1', '-p', String(port), '-sd', folder], { stdio: 'ignore' })
    await accepting(port, child)
  }
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await start()
  return {
    url: `nats://127.0.0.1:${port}`,
    kill,
    restart: start,
    remove: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function accepting(port: number, child: ChildProcess): Promise<void> {
  const { connect } = await import('node:net')
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`nats-server ended with ${child.exitCode}`)
    const socket = connect(port, '127.0.0.1')
    const open = await Promise.race([
      once(socket, 'data').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (open) return
    await delay(25)
  }
  throw new Error('nats-server does not accept connections')
}
