import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { binaryEvent, StreamNotFoundError } from '@eventstore/db-client'
import { describe, expect, it, vi } from 'vitest'
import { emptyPb, streams } from './generated.ts'
import { identifier, rawClient, uuid } from './raw-client.ts'
import { Signals } from './store/signals.ts'
import { collect, connect, events, eventually, newStream, useEventStore } from './test-support.ts'

const store = useEventStore()
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

/** A part of a batch append that is not the last one. */
function unfinished(stream: string) {
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(identifier(stream))
  const message = new streams.BatchAppendReq.ProposedMessage().setId(uuid(randomUUID())).setData(Buffer.from('{}'))
  message.getMetadataMap().set('type', 'Half').set('content-type', 'application/json')
  return new streams.BatchAppendReq()
    .setCorrelationId(uuid(randomUUID()))
    .setOptions(options.setAny(new emptyPb.Empty()))
    .setProposedMessagesList([message])
    .setIsFinal(false)
}

describe('a client that vanishes', () => {
  it.each(['batch', 'classic'] as const)('in the midst of a %s append leaves nothing behind', async (kind) => {
    const stream = newStream()
    const raw = rawClient(store.server.port)
    const call = kind === 'batch' ? raw.batchAppend().on('error', () => {}) : raw.append(() => {}).on('error', () => {})
    if (kind === 'batch') (call as ReturnType<typeof raw.batchAppend>).write(unfinished(stream))
    else {
      const options = new streams.AppendReq.Options().setStreamIdentifier(identifier(stream))
      ;(call as ReturnType<typeof raw.append>).write(new streams.AppendReq().setOptions(options))
    }
    await store.client.appendToStream(newStream(), events(1))
    call.cancel()
    raw.close()
    await store.client.appendToStream(newStream(), events(1))
    await expect(collect(store.client.readStream(stream))).rejects.toBeInstanceOf(StreamNotFoundError)
  })

  it('in the midst of a subscription is forgotten', async () => {
    const listening = new Set<symbol>()
    const { listen } = Signals.prototype
    const spy = vi.spyOn(Signals.prototype, 'listen').mockImplementation(function (this: Signals, stream, wake) {
      const mark = Symbol('listener')
      listening.add(mark)
      const stop = listen.call(this, stream, wake)
      return () => {
        listening.delete(mark)
        stop()
      }
    })
    const stream = newStream()
    await store.client.appendToStream(stream, events(5000))
    for (let n = 0; n < 10; n++) {
      const client = connect(store.server.port)
      const subscriptions = [client.subscribeToStream(stream), client.subscribeToAll()]
      for (const subscription of subscriptions) {
        subscription.on('error', () => {})
        await once(subscription, 'data')
      }
      await client.dispose()
      for (const subscription of subscriptions) await subscription.unsubscribe()
    }
    expect(
      (
        await eventually(
          async () => listening,
          ({ size }) => size === 0,
        )
      ).size,
    ).toBe(0)
    spy.mockRestore()
    expect(await collect(store.client.readStream(stream))).toHaveLength(5000)
  })

  it.each([
    ['says nothing', Buffer.alloc(0)],
    ['breaks off in the preface', PREFACE.subarray(0, 10)],
    ['breaks off after it', PREFACE],
    ['speaks HTTP/1', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['speaks rubbish', Buffer.alloc(4096, 0xff)],
    ['sends a broken frame', Buffer.concat([PREFACE, Buffer.alloc(512, 0x7f)])],
  ])('or %s disturbs nobody', async (_, bytes) => {
    const socket = connectSocket(store.server.port, '127.0.0.1').on('error', () => {})
    await once(socket, 'connect')
    socket.write(bytes)
    await store.client.appendToStream(newStream(), events(1))
    socket.resetAndDestroy()
    const stream = newStream()
    await store.client.appendToStream(stream, events(2))
    expect(await collect(store.client.readStream(stream))).toHaveLength(2)
  })
})

it('refuses a message that is larger than any append may be, and goes on', async () => {
  const client = connect(store.server.port)
  const stream = newStream()
  const huge = binaryEvent({ type: 'Huge', data: Buffer.alloc(25 << 20) })
  await expect(client.appendToStream(stream, huge)).rejects.toThrow(/larger|RESOURCE_EXHAUSTED/)
  await expect(collect(store.client.readStream(stream))).rejects.toBeInstanceOf(StreamNotFoundError)
  await store.client.appendToStream(stream, events(1))
  await client.dispose()
})
