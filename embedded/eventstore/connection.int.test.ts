import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { EventStoreDBClient } from '@eventstore/db-client'
import { parseUUID } from '@eventstore/db-client/dist/utils/grpcUUID.js'
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js'
import { credentials as grpcCredentials, status } from '@grpc/grpc-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { featuresGrpc, shared, streams } from './generated.ts'
import { allOptions, basic, rawClient, readRaw } from './raw-client.ts'
import { collect, events, newStream, useEventStore } from './test-support.ts'

const store = useEventStore({ username: 'admin', password: 'changeit' })
let raw: ReturnType<typeof rawClient>
beforeAll(() => {
  raw = rawClient(store.server.port)
})
afterAll(() => raw.close())

describe('the official client connects', () => {
  const works = async (client: EventStoreDBClient) => {
    const stream = newStream()
    await client.appendToStream(stream, events(1))
    expect(await collect(client.readStream(stream))).toHaveLength(1)
    await client.dispose()
  }

  it.each(['esdb', 'esdb+discover'])('with %s://', async (scheme) => {
    await works(EventStoreDBClient.connectionString(`${scheme}://127.0.0.1:${store.server.port}?tls=false`))
  })

  it('with several hosts, of which one is there', async () => {
    const { port } = store.server
    await works(EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port},127.0.0.1:1?tls=false`))
  })

  it('with an endpoint called localhost', async () => {
    await works(new EventStoreDBClient({ endpoint: `localhost:${store.server.port}` }, { insecure: true }))
  })

  it('and learns the version and the methods', async () => {
    const address = `127.0.0.1:${store.server.port}`
    const client = new featuresGrpc.ServerFeaturesClient(address, grpcCredentials.createInsecure())
    const methods = await new Promise<SupportedMethods>((resolve, reject) =>
      client.getSupportedMethods(new shared.Empty(), (error, found) => (error ? reject(error) : resolve(found))),
    )
    client.close()
    expect(methods.getEventStoreServerVersion()).toBe('23.10.1')
    const names = methods.getMethodsList().map((method) => `${method.getServiceName()}/${method.getMethodName()}`)
    expect(names).toContain('event_store.client.streams.streams/batchappend')
  })
})

describe('credentials', () => {
  it('must be right where a call brings some', async () => {
    expect(await readRaw(raw, allOptions(1), basic('admin', 'changeit'))).toHaveLength(1)
    for (const wrong of [basic('admin', 'guess'), basic('other', 'changeit'), basic('', '')])
      await expect(readRaw(raw, allOptions(1), wrong)).rejects.toMatchObject({ code: status.UNAUTHENTICATED })
  })

  it('guard every method', async () => {
    const wrong = basic('admin', 'guess')
    const calls = [
      new Promise((_, reject) => raw.delete(new streams.DeleteReq(), wrong, reject)),
      new Promise((_, reject) => raw.tombstone(new streams.TombstoneReq(), wrong, reject)),
      new Promise((_, reject) => raw.append(wrong, reject).end()),
      new Promise((_, reject) => raw.batchAppend(wrong).on('error', reject).resume()),
    ]
    const results = await Promise.allSettled(calls)
    expect(results.map((result) => result.status === 'rejected' && result.reason.code)).toEqual([16, 16, 16, 16])
  })

  it('may come with every call of the official client, as may the wish for a leader', async () => {
    const stream = newStream()
    const call = { credentials: { username: 'admin', password: 'changeit' }, requiresLeader: true }
    await store.client.appendToStream(stream, events(2), call)
    await store.client.setStreamMetadata(stream, { maxCount: 5 }, call)
    expect((await store.client.getStreamMetadata(stream, call)).metadata).toEqual({ maxCount: 5 })
    expect(await collect(store.client.readStream(stream, call))).toHaveLength(2)
    expect((await collect(store.client.readAll({ ...call, maxCount: 1 }))).length).toBe(1)
    expect(await collect(store.client.subscribeToStream(stream, call), 2)).toHaveLength(2)
    expect(await collect(store.client.subscribeToAll(call), 1)).toHaveLength(1)
    await store.client.deleteStream(stream, call)
    await store.client.tombstoneStream(stream, call)
  })

  it('are not asked for: the official client sends none without TLS', async () => {
    expect(await readRaw(raw, allOptions(1))).toHaveLength(1)
  })
})

describe('the protocol', () => {
  it('writes ids as two 64-bit halves for who asks for that', async () => {
    const stream = newStream()
    await store.client.appendToStream(stream, events(1))
    const [known] = await collect(store.client.readStream(stream))
    const structured = new streams.ReadReq.Options.UUIDOption().setStructured(new shared.Empty())
    const all = await readRaw(raw, allOptions().setUuidOption(structured))
    const ids = all.map((message) => message.getEvent()?.getEvent()?.getId())
    expect(ids.every((id) => id?.hasStructured())).toBe(true)
    expect(ids.map((id) => parseUUID(id as never))).toContain(known?.event?.id)
  })

  it('refuses what it does not have', async () => {
    await expect(store.client.listProjections()).rejects.toMatchObject({ code: status.UNIMPLEMENTED })
    await expect(readRaw(raw, new streams.ReadReq.Options())).rejects.toMatchObject({ code: status.INVALID_ARGUMENT })
    const empty = new Promise((_, reject) => raw.delete(new streams.DeleteReq(), reject))
    await expect(empty).rejects.toMatchObject({ code: status.INVALID_ARGUMENT })
  })
})

it('refuses flags that make no sense', () => {
  const run = (...flags: string[]) => spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...flags])
  expect(run('--synchronous', 'SOMETIMES').status).toBe(2)
  expect(run('--help').stdout.toString()).toContain('--synchronous')
})
