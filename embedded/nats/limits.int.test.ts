import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'nats'
import { afterEach, describe, expect, test } from 'vitest'
import type { EmbeddedServer } from '../cli.ts'
import { converse, Raw } from './harness.ts'
import { type NatsOptions, startNats } from './server.ts'

const QUIET = 'CONNECT {"verbose":false,"pedantic":false}\r\n'
const message = (subject: string, bytes: number) => `PUB ${subject} ${bytes}\r\n${'x'.repeat(bytes)}\r\n`
let server: EmbeddedServer
const logged: string[] = []
const start = async (options: Partial<NatsOptions>) => {
  logged.length = 0
  server = await startNats({ port: 0, log: (line) => logged.push(line), ...options })
}
afterEach(() => server.stop())

async function raw(said: string): Promise<Raw> {
  const one = new Raw(server.port)
  one.socket.write(said)
  await one.until(({ received }) => received.includes('\r\n'))
  return one
}

async function subscriberWhoNeverReads(): Promise<Raw> {
  const stuck = await raw(`${QUIET}SUB flood 1\r\nPING\r\n`)
  await stuck.until(({ text }) => text.includes('PONG'))
  stuck.socket.pause()
  return stuck
}

describe('slow consumers', () => {
  test('who does not read is cut off at the byte limit; others go on', async () => {
    await start({ maxPending: 1_000_000 })
    const stuck = await subscriberWhoNeverReads()
    const nc = await connect({ servers: `127.0.0.1:${server.port}` })
    let heard = 0
    nc.subscribe('flood', {
      callback: () => {
        heard += 1
      },
    })
    let sent = 0
    for (; logged.length === 0 && sent < 20_000; sent += 20) {
      for (let n = 0; n < 20; n += 1) nc.publish('flood', new Uint8Array(10_000))
      await nc.flush()
    }
    expect(logged).toEqual([expect.stringMatching(/^slow consumer cut off: \d+ bytes/)])
    expect(heard).toBe(sent)
    stuck.socket.resume()
    await stuck.until(({ closed }) => closed)
    await nc.close()
  })

  test('who takes nothing for too long is cut off below the limit too', async () => {
    await start({ writeDeadlineMs: 200 })
    await subscriberWhoNeverReads()
    const publisher = await raw(QUIET)
    for (let n = 0; n < 100; n += 1) publisher.socket.write(message('flood', 200_000))
    await expect.poll(() => logged).toEqual([expect.stringContaining('took nothing')])
    publisher.socket.destroy()
  })

  test('a burst to one who reads is not a slow consumer: the publisher waits', async () => {
    await start({ maxPending: 2_000_000 })
    const nc = await connect({ servers: `127.0.0.1:${server.port}` })
    let heard = 0
    // One message here is 100 there, all to one connection: more than may be pending, were it taken in at once.
    for (let n = 0; n < 100; n += 1)
      nc.subscribe('burst', {
        callback: () => {
          heard += 1
        },
      })
    await nc.flush()
    const publisher = await connect({ servers: `127.0.0.1:${server.port}` })
    for (let n = 0; n < 2_000; n += 1) publisher.publish('burst', new Uint8Array(128))
    await expect.poll(() => heard).toBe(200_000)
    expect(logged).toEqual([])
    await Promise.all([nc.close(), publisher.close()])
  })
})

describe('connections that went silent', () => {
  test('who answers no PING is stale', async () => {
    await start({ pingIntervalMs: 50, maxPingsOut: 2 })
    const silent = await raw(QUIET)
    await silent.until(({ closed }) => closed)
    expect(silent.text).toBe("PING\r\nPING\r\n-ERR 'Stale Connection'\r\n")
  })

  test('who stops in the middle of a message is stale too', async () => {
    await start({ pingIntervalMs: 50, maxPingsOut: 2 })
    const half = await raw(`${QUIET}PUB a 100\r\nhalf`)
    await half.until(({ closed }) => closed)
    expect(half.text).toContain('Stale Connection')
  })

  test('who answers stays', async () => {
    await start({ pingIntervalMs: 50, maxPingsOut: 2 })
    const answering = await raw(QUIET)
    answering.socket.on('data', (chunk) => chunk.includes('PING') && answering.socket.write('PONG\r\n'))
    await sleep(400)
    expect(answering.closed).toBe(false)
    expect(answering.text).not.toContain('-ERR')
    answering.socket.destroy()
  })

  test('who vanished is no responder any more', async () => {
    await start({})
    const gone = await raw(`${QUIET}SUB ask 1\r\nPING\r\n`)
    await gone.until(({ text }) => text.includes('PONG'))
    gone.socket.resetAndDestroy()
    const nc = await connect({ servers: `127.0.0.1:${server.port}` })
    await expect.poll(() => nc.request('ask', undefined, { timeout: 200 }).catch(({ code }) => code)).toBe('503')
    await nc.close()
  })
})

describe('payloads', () => {
  test('the limit is a setting, and clients are told', async () => {
    await start({ maxPayload: 10 })
    const refused = { said: "-ERR 'Maximum Payload Violation'\r\n", closed: true }
    expect(await converse(server.port, [`${QUIET}${message('a', 11)}PING\r\n`])).toEqual(refused)
    expect(await converse(server.port, [`${QUIET}${message('a', 10)}PING\r\n`])).toMatchObject({ closed: false })
    const nc = await connect({ servers: `127.0.0.1:${server.port}` })
    expect(nc.info?.max_payload).toBe(10)
    await nc.close()
  })

  test('the reason arrives though the refused payload is still coming', async () => {
    await start({})
    const one = await raw(QUIET)
    // Not reading for a while: were the connection reset under it, writing would fail before the reason is read.
    one.socket.pause()
    for (let n = 0; n < 20; n += 1) {
      one.socket.write(message('a', 2_000_000))
      await sleep(10)
    }
    one.socket.resume()
    await one.until(({ closed }) => closed)
    expect(one.text).toBe("-ERR 'Maximum Payload Violation'\r\n")
  })

  test('a large message in many chunks is put together again', async () => {
    await start({})
    const subscriber = await raw(`${QUIET}SUB a 1\r\nPING\r\n`)
    await subscriber.until(({ text }) => text.includes('PONG'))
    const publisher = await raw(QUIET)
    const whole = message('a', 1_000_000)
    for (let at = 0; at < whole.length; at += 30_000) {
      publisher.socket.write(whole.slice(at, at + 30_000))
      await sleep(1)
    }
    await subscriber.until(({ text }) => text.length > 1_000_000)
    expect(subscriber.text).toBe(`PONG\r\nMSG a 1 1000000\r\n${'x'.repeat(1_000_000)}\r\n`)
    for (const one of [subscriber, publisher]) one.socket.destroy()
  })

  test('who has no headers gets the message without them', async () => {
    await start({})
    const plain = await raw(`${QUIET}SUB a 1\r\nPING\r\n`)
    await plain.until(({ text }) => text.includes('PONG'))
    const said =
      'CONNECT {"verbose":false,"headers":true}\r\nHPUB a 12 13\r\nNATS/1.0\r\n\r\nx\r\nHPUB a r 12 13\r\nNATS/1.0\r\n\r\ny\r\n'
    const publisher = await raw(said)
    await plain.until(({ text }) => text.endsWith('y\r\n'))
    expect(plain.text).toBe('PONG\r\nMSG a 1 1\r\nx\r\nMSG a 1 r 1\r\ny\r\n')
    for (const one of [plain, publisher]) one.socket.destroy()
  })
})

test('stopping does not wait for who does not read', async () => {
  await start({})
  await subscriberWhoNeverReads()
  const publisher = await raw(QUIET)
  for (let n = 0; n < 50; n += 1) publisher.socket.write(message('flood', 200_000))
  await sleep(100)
  await server.stop()
  await start({})
})
