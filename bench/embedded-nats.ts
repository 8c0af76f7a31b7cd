import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { launchEmbedded } from '../embedded/launch.ts'
import { type Row, type RunOptions, row } from './harness.ts'
import { openConnection } from './load/connection.ts'
import { runLoad, startLoad } from './processes.ts'

/** Where Debian's package puts it. */
const REAL = ['/usr/sbin/nats-server', '/usr/bin/nats-server', '/usr/local/bin/nats-server']
const ROUNDS = 3
const READY_MS = 10_000

/** The embedded NATS beside the real one, one publisher and one subscriber, 128 bytes a message. */
export async function run({ quick, log }: RunOptions): Promise<Row[]> {
  const messages = quick ? 100_000 : 1_000_000
  const ours = await launchEmbedded('nats', [], console.error)
  const real = await startReal(log)
  const rates = { ours: [] as number[], real: [] as number[] }
  for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1) {
    rates.ours.push(await throughput(`127.0.0.1:${ours.port}`, messages))
    if (real) rates.real.push(await throughput(real.url, messages))
  }
  await ours.stop()
  real?.stop()
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const rows = [row('nats: 128-byte messages, one publisher, one subscriber', mean(rates.ours), '/s')]
  if (!real) return rows
  return [
    ...rows,
    row("nats-server: the same with Debian's", mean(rates.real), '/s'),
    row("nats: beside Debian's nats-server", mean(rates.ours) / mean(rates.real), '×', { atLeast: 0.8 }),
  ]
}

async function throughput(url: string, messages: number): Promise<number> {
  const subscriber = await startLoad<{ seconds: number }>('load/nats-sub.ts', { url, messages })
  await runLoad('load/nats-pub.ts', { url, messages })
  const { seconds } = await subscriber.answer
  return messages / seconds
}

async function startReal(log: (line: string) => void) {
  const binary = REAL.find((path) => existsSync(path))
  if (!binary) {
    log('nats-server is not installed (apt-get install nats-server), so there is nothing to stand beside')
    return undefined
  }
  const port = await freePort()
  const child = spawn(binary, ['-a', '127.0.0.1', '-p', `${port}`], { stdio: 'ignore' })
  const deadline = performance.now() + READY_MS
  for (;;) {
    const reached = await openConnection(`http://127.0.0.1:${port}`).catch(() => undefined)
    reached?.socket.destroy()
    if (reached) break
    if (performance.now() > deadline) throw new Error('nats-server did not start')
    await delay(50)
  }
  return { url: `127.0.0.1:${port}`, stop: () => child.kill() }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
