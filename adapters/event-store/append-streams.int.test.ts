import { EventStoreDBClient, jsonEvent, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client'
import { expect, onTestFinished, test } from 'vitest'
import { startEventStore } from '../../embedded/eventstore/server.ts'
import { spreadAppends } from './append-streams.ts'

const AT_ONCE = 200

async function connect() {
  const server = await startEventStore({ port: 0, data: ':memory:' })
  const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${server.port}?tls=false`)
  const cutOff = spreadAppends(client)
  const append = (stream: string, count = 1) =>
    client.appendToStream(
      stream,
      Array.from({ length: count }, () => jsonEvent({ type: 'Noted', data: { text: 'x'.repeat(500) } })),
      { expectedRevision: NO_STREAM },
    )
  /** The streams that the client has open, hidden by its types. */
  const streams = () => [...(client as unknown as { disposableStreams: Set<{ cancel(): void }> }).disposableStreams]
  return { server, client, append, streams, cutOff }
}

async function countOf(client: EventStoreDBClient): Promise<number> {
  let events = 0
  for await (const { event } of client.readAll()) if (event?.type === 'Noted') events += 1
  return events
}

const many = (append: (stream: string) => Promise<unknown>) =>
  Array.from({ length: AT_ONCE }, () => append(`note-${crypto.randomUUID()}`))

/** What nobody caught while a test runs: in production it would end the process. */
function uncaught(): unknown[] {
  const thrown: unknown[] = []
  const note = (error: unknown) => thrown.push(error)
  process.on('unhandledRejection', note).on('uncaughtException', note)
  onTestFinished(() => void process.off('unhandledRejection', note).off('uncaughtException', note))
  return thrown
}

test('appends on several streams all come through, each at the revision that it expects', async () => {
  const { server, client, append } = await connect()
  onTestFinished(async () => void (await Promise.all([client.dispose(), server.stop()])))
  await Promise.all(many(append))
  expect(await append('note-twice', 3)).toMatchObject({ success: true, nextExpectedRevision: 2n })
  await expect(append('note-twice')).rejects.toThrow(WrongExpectedVersionError)
  expect(await countOf(client)).toBe(AT_ONCE + 3)
})

test('when one stream breaks, what is under way on all of them is given up, and nothing is thrown at its answers', async () => {
  const thrown = uncaught()
  const { server, client, append, streams } = await connect()
  onTestFinished(async () => void (await Promise.all([client.dispose(), server.stop()])))
  await Promise.all(many(append))
  expect(streams()).toHaveLength(8)
  const underWay = Promise.allSettled(many(append))
  await new Promise((resolve) => setImmediate(resolve))
  streams()[3]?.cancel()
  const outcomes = Map.groupBy(await underWay, ({ status }) => status)
  expect(outcomes.get('rejected')?.length).toBeGreaterThan(AT_ONCE / 8)
  // What was given up is stored all the same and answered: these come after it on the wire.
  await expect.poll(() => countOf(client)).toBeGreaterThan(AT_ONCE)
  await Promise.all(many(append))
  expect(thrown).toEqual([])
})

test('a break at one client of the process leaves no append of another without an answer', async () => {
  const thrown = uncaught()
  const [one, other] = [await connect(), await connect()]
  onTestFinished(async () => {
    await Promise.all([one.client.dispose(), other.client.dispose()])
    await Promise.all([one.server.stop(), other.server.stop()])
  })
  await Promise.all([...many(one.append), ...many(other.append)])
  const underWay = Promise.allSettled(many(one.append))
  await new Promise((resolve) => setImmediate(resolve))
  other.streams()[3]?.cancel()
  await underWay
  await expect.poll(() => countOf(one.client)).toBeGreaterThan(AT_ONCE)
  await Promise.all([...many(one.append), ...many(other.append)])
  expect(thrown).toEqual([])
})

test('a client that closes disturbs no append of another', async () => {
  const thrown = uncaught()
  const [one, other] = [await connect(), await connect()]
  onTestFinished(async () => {
    await one.client.dispose()
    await Promise.all([one.server.stop(), other.server.stop()])
  })
  await Promise.all([...many(one.append), ...many(other.append)])
  const underWay = many(one.append)
  await new Promise((resolve) => setImmediate(resolve))
  other.cutOff()
  await other.client.dispose()
  await Promise.all(underWay)
  await Promise.all(many(one.append))
  expect(thrown).toEqual([])
})

test('appends go on after the store was away', async () => {
  const { server, client, append } = await connect()
  await Promise.all(many(append))
  await server.stop()
  await expect(append('note-away')).rejects.toThrow()
  const again = await startEventStore({ port: server.port, data: ':memory:' })
  onTestFinished(async () => void (await Promise.all([client.dispose(), again.stop()])))
  await expect
    .poll(() =>
      append(`note-${crypto.randomUUID()}`).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true)
  await Promise.all(many(append))
})
