import { setTimeout as delay } from 'node:timers/promises'
import { connect, type NatsConnection } from 'nats'
import type { Random } from '../chaos/random.ts'
import { count, emptyResult, type Result } from './report.ts'
import { startServer } from './server.ts'

const SUBSCRIBERS = 4
const PUBLISHERS = 4
const SETTLE_MS = 20_000

interface Heard {
  /** The newest number of each publisher. */
  last: Map<string, number>
  messages: number
}

/**
 * Kills the NATS server so many times under load. It keeps nothing and delivers at most once, so what is checked is
 * that nothing comes twice or out of order, that everybody comes back, and that afterwards everything arrives.
 */
export async function tortureNats(rounds: number, random: Random): Promise<Result> {
  const result = emptyResult()
  let server = await startServer('nats')
  const { port } = server
  const options = { servers: `127.0.0.1:${port}`, reconnectTimeWait: 20, maxReconnectAttempts: -1 }
  const join = (length: number) => Promise.all(Array.from({ length }, () => connect(options)))
  const [subscribers, publishers] = [await join(SUBSCRIBERS), await join(PUBLISHERS)]
  const heard = subscribers.map((nc) => listen(nc, undefined, result))
  const shared = subscribers.map((nc) => listen(nc, 'group', result))
  await Promise.all(subscribers.map((nc) => nc.flush()))
  const sequence = { next: 0 }
  for (let round = 0; round < rounds && result.findings.length === 0; round++) {
    const stopped = new AbortController()
    const publishing = publishers.map((nc, n) => publish(nc, `p${n}`, sequence, stopped.signal, result))
    await delay(random.int(30, 300))
    await server.kill()
    count(result, 'times killed')
    stopped.abort()
    await Promise.allSettled(publishing)
    server = await startServer('nats', '--port', String(port))
    await arrives(publishers[0] as NatsConnection, sequence, heard, shared, result)
  }
  await Promise.all([...subscribers, ...publishers].map((nc) => nc.close()))
  await server.kill()
  return result
}

function listen(nc: NatsConnection, queue: string | undefined, result: Result): Heard {
  const heard: Heard = { last: new Map(), messages: 0 }
  const callback = (_: unknown, { subject, data }: { subject: string; data: Uint8Array }) => {
    const number = Number(Buffer.from(data).toString())
    const last = heard.last.get(subject) ?? -1
    if (number <= last) result.findings.push(`${subject} ${number} came after ${last}`)
    heard.last.set(subject, number)
    heard.messages++
  }
  nc.subscribe('torture.>', queue === undefined ? { callback } : { queue, callback })
  return heard
}

/** Publishes numbers that only grow, until it is told to stop. */
async function publish(
  nc: NatsConnection,
  name: string,
  sequence: { next: number },
  stopped: AbortSignal,
  result: Result,
): Promise<void> {
  while (!stopped.aborted) {
    for (let n = 0; n < 100; n++) nc.publish(`torture.${name}`, Buffer.from(String(sequence.next++)))
    count(result, 'messages published', 100)
    // Without a server this waits for one, so it is not waited for longer than the round.
    await Promise.race([nc.flush().catch(() => {}), delay(50)])
  }
}

/** After the restart: within a while, whatever is published is heard by all, and by one of the group. */
async function arrives(
  nc: NatsConnection,
  sequence: { next: number },
  heard: Heard[],
  shared: Heard[],
  result: Result,
): Promise<void> {
  const messages = (all: Heard[]) => all.reduce((sum, one) => sum + one.messages, 0)
  for (const deadline = Date.now() + SETTLE_MS; Date.now() < deadline; ) {
    const before = [messages(heard), messages(shared)] as const
    nc.publish('torture.back', Buffer.from(String(sequence.next++)))
    await Promise.race([nc.flush().catch(() => {}), delay(500)])
    await delay(20)
    const [all, one] = [messages(heard) - before[0], messages(shared) - before[1]]
    if (all === SUBSCRIBERS && one === 1) return
  }
  result.findings.push('after a restart not everybody came back')
}
