import { randomUUID } from 'node:crypto'
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { emptyPb, streams } from './generated.ts'
import { identifier, rawClient, Timestamp, uuid } from './raw-client.ts'
import { collect, newStream, useEventStore } from './test-support.ts'

const store = useEventStore()
let client: ReturnType<typeof rawClient>
beforeAll(() => {
  client = rawClient(store.server.port)
})
afterAll(() => client.close())

function proposed(data = '{}', id = randomUUID() as string) {
  const message = new streams.BatchAppendReq.ProposedMessage().setId(uuid(id)).setData(Buffer.from(data))
  message.getMetadataMap().set('type', 'Raw').set('content-type', 'application/json')
  return message
}

/** Sends parts over one call and returns the answers that come until the server ends it. */
function exchange(parts: BatchAppendReq[]): Promise<BatchAppendResp[]> {
  return new Promise((resolve, reject) => {
    const answers: BatchAppendResp[] = []
    const call = client.batchAppend()
    call.on('data', (answer: BatchAppendResp) => answers.push(answer))
    call.on('error', reject)
    call.on('end', () => resolve(answers))
    for (const part of parts) call.write(part)
    call.end()
  })
}

const any = (stream: string, deadline?: Date) => {
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(identifier(stream))
  options.setAny(new emptyPb.Empty())
  return deadline ? options.setDeadline(Timestamp.fromDate(deadline)) : options
}

function part(id: string, messages: ReturnType<typeof proposed>[], final: boolean, options?: ReturnType<typeof any>) {
  const it = new streams.BatchAppendReq().setCorrelationId(uuid(id)).setProposedMessagesList(messages).setIsFinal(final)
  return options ? it.setOptions(options) : it
}

const errorOf = (answer: BatchAppendResp | undefined) => answer?.getError()?.getDetails()?.getTypeName()
const revisions = async (stream: string) => (await collect(store.client.readStream(stream))).length

it('puts the interleaved parts of several appends together', async () => {
  const [one, two] = [randomUUID(), randomUUID()]
  const [first, second] = [newStream(), newStream()]
  const answers = await exchange([
    part(one, [proposed()], false, any(first)),
    part(two, [proposed(), proposed()], false, any(second)),
    part(one, [proposed(), proposed()], false),
    part(two, [proposed()], true),
    part(one, [proposed()], true),
  ])
  const byId = new Map(answers.map((answer) => [answer.getCorrelationId()?.getString(), answer]))
  expect(answers).toHaveLength(2)
  expect(byId.get(one)?.getSuccess()?.getCurrentRevision()).toBe('3')
  expect(byId.get(two)?.getSuccess()?.getCurrentRevision()).toBe('2')
  expect(byId.get(one)?.hasAny()).toBe(true)
  expect(Buffer.from(byId.get(one)?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()).toBe(first)
  expect([await revisions(first), await revisions(second)]).toEqual([4, 3])
})

it('answers a refused append once, and drops its later parts', async () => {
  const [bad, good] = [randomUUID(), randomUUID()]
  const [refused, stream] = [newStream(), newStream()]
  const big = () => proposed('x'.repeat(700_000))
  const answers = await exchange([
    part(bad, [big(), big()], false, any(refused)),
    part(bad, [proposed()], false),
    part(bad, [big()], true),
    part(good, [proposed()], true, any(stream)),
  ])
  expect(answers.map(errorOf)).toEqual(['event_store.client.MaximumAppendSizeExceeded', undefined])
  await expect(revisions(refused)).rejects.toThrow()
  expect(await revisions(stream)).toBe(1)
})

it('honours deadlines: past ones, and those that pass between two parts', async () => {
  const [late, never] = [newStream(), newStream()]
  const answers = await exchange([part(randomUUID(), [proposed()], true, any(late, new Date(Date.now() - 5)))])
  expect(answers.map(errorOf)).toEqual(['event_store.client.Timeout'])
  await expect(revisions(late)).rejects.toThrow()

  const id = randomUUID()
  const call = client.batchAppend()
  const answer = new Promise<BatchAppendResp>((resolve) => call.once('data', resolve))
  call.write(part(id, [proposed()], false, any(never, new Date(Date.now() + 50))))
  expect(errorOf(await answer)).toBe('event_store.client.Timeout')
  const others: BatchAppendResp[] = []
  call.on('data', (other: BatchAppendResp) => others.push(other))
  call.write(part(id, [proposed()], true))
  call.end()
  await new Promise((resolve) => call.on('end', resolve))
  expect(others).toEqual([])
  await expect(revisions(never)).rejects.toThrow()
})

it('refuses what is no append, and goes on', async () => {
  const stream = newStream()
  const typeless = new streams.BatchAppendReq.ProposedMessage().setId(uuid(randomUUID()))
  const answers = await exchange([
    part(randomUUID(), [proposed()], true),
    part(randomUUID(), [proposed('{}', 'no-uuid')], true, any(stream)),
    part(randomUUID(), [typeless], true, any(stream)),
    part(randomUUID(), [proposed()], true, any(stream)),
  ])
  const bad = 'event_store.client.BadRequest'
  expect(answers.map(errorOf)).toEqual([bad, bad, bad, undefined])
  expect(await revisions(stream)).toBe(1)
})

it('takes ids as two 64-bit halves', async () => {
  const { shared } = await import('./generated.ts')
  const id = 'ffeeddcc-bbaa-4988-8766-554433221100'
  const halves = new shared.UUID.Structured()
    .setMostSignificantBits(BigInt.asIntN(64, 0xffeeddccbbaa4988n).toString())
    .setLeastSignificantBits(BigInt.asIntN(64, 0x8766554433221100n).toString())
  const stream = newStream()
  const message = proposed().setId(new shared.UUID().setStructured(halves))
  await exchange([part(randomUUID(), [message], true, any(stream))])
  const [found] = await collect(store.client.readStream(stream))
  expect(found?.event?.id).toBe(id)
})
