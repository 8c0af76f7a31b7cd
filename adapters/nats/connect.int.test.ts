import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { startNats } from '../../embedded/nats/server.ts'
import { connectNats, type Nats } from './connect.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function server(port = 0) {
  const started = await startNats({ port })
  closing.push(() => started.stop())
  return started
}

async function client(port: number): Promise<Nats> {
  const nats = await connectNats({ url: `nats://127.0.0.1:${port}` })
  closing.push(() => nats.close())
  return nats
}

/** Collects what comes until the test ends. */
function listen(nats: Nats, subject: string): string[] {
  const seen: string[] = []
  const stop = new AbortController()
  closing.push(async () => stop.abort())
  const read = async () => {
    for await (const { data } of nats.subscribe(subject, stop.signal)) seen.push(data)
  }
  read().catch(() => {})
  return seen
}

async function until(holds: () => boolean, timeoutMs = 60_000) {
  const deadline = Date.now() + timeoutMs
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come about in time')
    await delay(10)
  }
}

it('brings what is published to a subscriber', async () => {
  const { port } = await server()
  const [publisher, reader] = [await client(port), await client(port)]
  const seen = listen(reader, 'madang.views.shop.>')
  await reader.flush()
  publisher.publish('madang.views.shop.promotions.a', '{"a":1}')
  publisher.publish('madang.views.other.promotions.b', '{"b":1}')
  await publisher.flush()
  await until(() => seen.length > 0)
  expect(seen).toEqual(['{"a":1}'])
})

it('says so when a flush cannot vouch for what was published during an outage, and recovers', async () => {
  const first = await startNats({ port: 0 })
  const nats = await client(first.port)
  await first.stop()
  await until(() => !nats.connected())
  nats.publish('lost', 'x')
  const flushed = nats.flush()
  const outcome = flushed.then(
    () => 'flushed',
    () => 'refused',
  )
  await server(first.port)
  expect(await outcome).toBe('refused')
  await until(() => nats.connected())
  const seen = listen(nats, 'kept')
  nats.publish('kept', 'y')
  await nats.flush()
  await until(() => seen.length === 1)
})

it('refuses to vouch when the connection broke and came back between publish and flush', async () => {
  const first = await startNats({ port: 0 })
  const nats = await client(first.port)
  nats.publish('perhaps', 'x')
  await first.stop()
  await until(() => !nats.connected())
  await server(first.port)
  await until(() => nats.connected())
  await expect(nats.flush()).rejects.toThrow('disconnected')
  await nats.flush()
})

it('names the server it cannot reach, without its password', async () => {
  const failing = connectNats({ url: 'nats://me:secret@127.0.0.1:1' })
  await expect(failing).rejects.toThrow(/NATS at nats:\/\/\*\*\*@127\.0\.0\.1:1 cannot be used/)
})
