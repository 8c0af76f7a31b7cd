import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { asLoad } from '../processes.ts'
import { openConnection, rawRequest } from './connection.ts'

export interface PushJob {
  origin: string
  /**the merchant's command changes a row that all its viewers are shown. */
  shops: { promotionId: string; owner: string; viewers: string[] }[]
  perSecond: number
  seconds: number
}

export interface PushResult {
  /** Milliseconds from sending a command to each viewer's having the row. */
  latencies: Float64Array
  /** Milliseconds from sending a command to its answer. */
  answers: Float64Array
  commands: number
  /** Rows that a viewer did not get within the time. */
  missing: number
}

const PATIENCE_MS = 10_000
const CONNECTIONS = 32

/** Opens the streams, sends commands at a steady rate and times until each viewer has been shown what came of it. */
await asLoad(async ({ origin, shops, perSecond, seconds }: PushJob): Promise<PushResult> => {
  const sentAt = new Map<string, number>()
  const [latencies, answers]: [number[], number[]] = [[], []]
  const seen = (mark: string) => {
    const sent = sentAt.get(mark)
    if (sent !== undefined) latencies.push(performance.now() - sent)
  }
  for (const { viewers } of shops) await Promise.all(viewers.map((token) => openStream(origin, token, seen)))
  const free = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(origin)))
  const commands = perSecond * seconds
  const calls: Promise<void>[] = []
  const began = performance.now()
  for (let n = 0; n < commands; n += 1) {
    await delay(Math.max(0, began + (n * 1000) / perSecond - performance.now()))
    const shop = shops[n % shops.length]
    const connection = free.pop() ?? (await openConnection(origin))
    if (!shop) break
    const body = { promotionId: shop.promotionId, title: `mark-${n}` }
    const headers = { authorization: `Bearer ${shop.owner}` }
    const sent = performance.now()
    sentAt.set(`mark-${n}`, sent)
    const call = connection.send(rawRequest('POST', '/api/v1/commands/revise-promotion', headers, body))
    calls.push(
      call.then(({ status, body: answer }) => {
        if (status !== 202) throw new Error(`a command was answered ${status}: ${answer}`)
        answers.push(performance.now() - sent)
        free.push(connection)
      }),
    )
  }
  await Promise.all(calls)
  const expected = commands * (shops[0]?.viewers.length ?? 0)
  const deadline = performance.now() + PATIENCE_MS
  while (latencies.length < expected && performance.now() < deadline) await delay(20)
  const missing = expected - latencies.length
  return { latencies: Float64Array.from(latencies), answers: Float64Array.from(answers), commands, missing }
})

/** Resolves once the stream has begun; reports the mark of each promotion row from then on. */
async function openStream(origin: string, token: string, seen: (mark: string) => void): Promise<void> {
  const { hostname, port } = new URL(origin)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = connect({ host: hostname, port: Number(port) })
  socket.write(rawRequest('GET', '/api/v1/live', { authorization: `Bearer ${token}` }))
  socket.on('error', reject)
  let rest = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    rest += chunk
    if (rest.includes('event: beat')) resolve()
    if (rest.startsWith('HTTP/1.1 4')) reject(new Error(rest))
    const messages = rest.split('\n\n')
    rest = messages.pop() ?? ''
    for (const message of messages) {
      const mark = message.includes('"view":"promotions"') && /"title":"(mark-\d+)"/.exec(message)?.[1]
      if (mark) seen(mark)
    }
  })
  return promise
}
