import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, expect, test } from 'vitest'
import { startMongo } from '../server.ts'
import { type Loose, refusal } from './harness.ts'

const folders: string[] = []
const children: ChildProcess[] = []
const folder = () => {
  folders.push(mkdtempSync(join(tmpdir(), 'mongo-')))
  return folders.at(-1) as string
}
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true })
})

async function start(data: string, ...args: string[]) {
  const child = fork(new URL('../main.ts', import.meta.url), ['--data', data, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  children.push(child)
  const [message] = await once(child, 'message')
  const url = `mongodb://127.0.0.1:${(message as { ready: number }).ready}`
  const end = (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal)
    return once(child, 'exit')
  }
  return { url, end }
}

test('SIGKILL in the midst of writes loses nothing that was acknowledged', async () => {
  const data = folder()
  const first = await start(data)
  const client = await MongoClient.connect(first.url, { maxPoolSize: 8 })
  const c = client.db('t').collection<Loose>('c')
  await c.createIndex({ n: 1 })
  const acknowledged: number[] = []
  let next = 0
  const writers = Array.from({ length: 8 }, async () => {
    for (;;) {
      const n = next++
      await c.updateOne({ _id: n }, { $set: { n } }, { upsert: true })
      acknowledged.push(n)
    }
  })
  const stopped = Promise.allSettled(writers)
  await expect.poll(() => acknowledged.length).toBeGreaterThan(500)
  await first.end('SIGKILL')
  await stopped
  await client.close()

  const second = await start(data)
  const again = await MongoClient.connect(second.url)
  const kept = again.db('t').collection<Loose>('c')
  const ids = new Set((await kept.find().toArray()).map(({ _id }) => _id))
  expect(acknowledged.filter((n) => !ids.has(n))).toEqual([])
  expect(
    await kept
      .find({ n: { $gte: 0 } })
      .sort({ n: 1 })
      .toArray(),
  ).toHaveLength(ids.size)
  await again.close()
})

test('a restart keeps documents, indexes and what they know of arrays', async () => {
  const data = folder()
  const first = await startMongo({ port: 0, data })
  const client = await MongoClient.connect(`mongodb://127.0.0.1:${first.port}`)
  const c = client.db('t').collection<Loose>('c')
  await c.createIndex({ a: 1 }, { unique: true, partialFilterExpression: { live: true } })
  await c.createIndex({ tags: 1 })
  await c.insertMany([
    { _id: 1, a: 1, live: true, tags: [0, 9] },
    { _id: 2, tags: [] },
  ])
  await client.close()
  await first.stop()
  const second = await startMongo({ port: first.port, data })
  const again = await MongoClient.connect(`mongodb://127.0.0.1:${second.port}`)
  const kept = again.db('t').collection<Loose>('c')
  expect((await kept.indexes()).map(({ name }) => name)).toEqual(['_id_', 'a_1', 'tags_1'])
  expect(await kept.find({ tags: { $gt: 5, $lt: 3 } }).toArray()).toMatchObject([{ _id: 1 }])
  expect(await refusal(kept.insertOne({ a: 1, live: true }))).toMatchObject({ code: 11000 })
  await kept.insertOne({ _id: 3 })
  expect(await kept.countDocuments()).toBe(3)
  await again.close()
  await second.stop()
})

test('a folder has one server at a time', async () => {
  const data = folder()
  const first = await startMongo({ port: 0, data })
  await expect(startMongo({ port: 0, data })).rejects.toThrow(/in use by another server/)
  await first.stop()
  await (await startMongo({ port: 0, data })).stop()
})

test('SIGTERM answers what it was given, then ends', async () => {
  const server = await start(folder(), '--synchronous', 'FULL')
  const client = await MongoClient.connect(server.url)
  await client.db('t').collection('c').insertOne({ a: 1 })
  const [code] = await server.end('SIGTERM')
  expect(code).toBe(0)
  await client.close()
})

test('a user is asked for: SCRAM-SHA-256', async () => {
  const server = await startMongo({ port: 0, data: ':memory:', username: 'madang', password: 'p@ss 한글' })
  const at = (credentials: string) =>
    MongoClient.connect(`mongodb://${credentials}127.0.0.1:${server.port}/t?authSource=admin`, {
      serverSelectionTimeoutMS: 2000,
    })
  const client = await at(`madang:${encodeURIComponent('p@ss 한글')}@`)
  await client.db().collection('c').insertOne({ a: 1 })
  await client.close()
  expect(await refusal(at('madang:wrong@'))).toMatchObject({ code: 18, codeName: 'AuthenticationFailed' })
  expect(await refusal(at('other:wrong@'))).toMatchObject({ code: 18 })
  const anonymous = await at('')
  expect(await anonymous.db().command({ ping: 1 })).toMatchObject({ ok: 1 })
  expect(await refusal(anonymous.db().collection('c').find().toArray())).toMatchObject({
    code: 13,
    codeName: 'Unauthorized',
  })
  await anonymous.close()
  await server.stop()
  await expect(startMongo({ port: 0, data: ':memory:', username: 'madang' })).rejects.toThrow(/both/)
})

test('rubbish on the wire closes that connection and no other', async () => {
  const server = await startMongo({ port: 0, data: ':memory:' })
  const client = await MongoClient.connect(`mongodb://127.0.0.1:${server.port}`)
  for (const bytes of [
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.alloc(64, 0xff),
    Buffer.from([20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xdd, 7, 0, 0, 0, 0, 0, 0]),
  ]) {
    const socket = connect(server.port, '127.0.0.1')
    socket.write(bytes)
    await once(socket, 'close')
  }
  expect(await client.db('t').command({ ping: 1 })).toMatchObject({ ok: 1 })
  await client.close()
  await server.stop()
})

test('documents larger than 16 MB are refused, deep ones too; batches larger than a message arrive in parts', async () => {
  const server = await startMongo({ port: 0, data: ':memory:' })
  const client = await MongoClient.connect(`mongodb://127.0.0.1:${server.port}`)
  const c = client.db('t').collection<Loose>('c')
  await c.insertMany(Array.from({ length: 60 }, (_, i) => ({ _id: i, text: 'x'.repeat(1_000_000) })))
  expect(await c.find().toArray()).toHaveLength(60)
  expect(
    await refusal(c.updateMany({ _id: 1 }, [{ $set: { text: { $concat: Array(17).fill('$text') } } }])),
  ).toMatchObject({ code: 10334 })
  const deep = (levels: number): object => (levels === 0 ? {} : { a: deep(levels - 1) })
  await c.insertOne({ _id: 'deep', ...deep(170) })
  expect(
    await refusal(c.updateOne({ _id: 'deep' }, { $set: { [Array(90).fill('a').join('.')]: deep(170) } })),
  ).toMatchObject({ code: 15 })
  expect(await c.findOne({ _id: 'deep' })).toEqual({ _id: 'deep', ...deep(170) })
  await client.close()
  await server.stop()
})
