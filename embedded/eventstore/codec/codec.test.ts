import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { emptyPb, shared, streams } from '../generated.ts'
import { dataOf, encodeRecord, idOf, streamOf, TOMBSTONE, ticksOf, typeOf, withStructuredId } from './record.ts'
import { ANY, decodeAppendPart, decodeBatchPart, NO_STREAM, STREAM_EXISTS } from './requests.ts'
import { batchSuccess, checkpoint, readEvent, streamNotFound } from './responses.ts'
import { Reader, varintSize, writeVarint } from './wire.ts'

const number = fc.oneof(fc.nat(300), fc.nat(), fc.maxSafeNat())
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))

it('writes every varint it can read', () => {
  fc.assert(
    fc.property(number, (value) => {
      const buffer = Buffer.alloc(10)
      const end = writeVarint(buffer, 0, value)
      expect(end).toBe(varintSize(value))
      expect(new Reader(buffer).varint()).toBe(value)
    }),
  )
})

it('encodes records that the generated classes read, and that it can look into', () => {
  const place = fc.record({ stream: text, revision: number, position: fc.maxSafeNat(), created: fc.nat() })
  const event = fc.record({ id: fc.uuid(), type: text, contentType: text, metadata: bytes, data: bytes })
  fc.assert(
    fc.property(place, event, (where, what) => {
      const proposed = { ...what, type: Buffer.from(what.type), contentType: Buffer.from(what.contentType) }
      const record = encodeRecord(proposed, {
        ...where,
        stream: Buffer.from(where.stream),
        ticks: ticksOf(where.created),
      })
      const read = streams.ReadResp.deserializeBinary(readEvent(record, undefined, where.position)).getEvent()
      const found = read?.getEvent()
      expect(read?.getCommitPosition()).toBe(String(where.position))
      expect(found?.getId()?.getString()).toBe(what.id)
      expect(found?.getMetadataMap().get('type')).toBe(what.type)
      expect(found?.getMetadataMap().get('content-type')).toBe(what.contentType)
      expect(found?.getMetadataMap().get('created')).toBe(`${where.created}0000`)
      expect(Buffer.from(found?.getData_asU8() ?? [])).toEqual(what.data)
      expect(Buffer.from(found?.getCustomMetadata_asU8() ?? [])).toEqual(what.metadata)
      const revision = where.revision === TOMBSTONE ? (2n ** 63n - 1n).toString() : String(where.revision)
      expect(found?.getStreamRevision()).toBe(revision)
      expect([idOf(record), streamOf(record), typeOf(record), dataOf(record)]).toEqual([
        what.id,
        where.stream,
        what.type,
        what.data,
      ])
    }),
  )
})

it('shows a link beside what it points at, or alone', () => {
  const [type, contentType] = [Buffer.from('t'), Buffer.from('c')]
  const event = { id: randomUUID(), type, contentType, metadata: Buffer.alloc(0), data: Buffer.alloc(0) }
  const record = (stream: string) =>
    encodeRecord(event, { stream: Buffer.from(stream), revision: 0, position: 1, ticks: ticksOf(1) })
  const both = streams.ReadResp.deserializeBinary(readEvent(record('target'), record('link'), 9)).getEvent()
  const alone = streams.ReadResp.deserializeBinary(readEvent(undefined, withStructuredId(record('link')), 9)).getEvent()
  expect([both?.hasEvent(), both?.hasLink(), alone?.hasEvent(), alone?.hasLink()]).toEqual([true, true, false, true])
  expect(alone?.getLink()?.getId()?.hasStructured()).toBe(true)
})

it('reads what the generated classes write', () => {
  const choices = [
    [ANY, (options) => options.setAny(new emptyPb.Empty())],
    [NO_STREAM, (options) => options.setNoStream(new emptyPb.Empty())],
    [STREAM_EXISTS, (options) => options.setStreamExists(new emptyPb.Empty())],
    [7, (options) => options.setStreamPosition('7')],
  ] as [number, (options: InstanceType<typeof streams.BatchAppendReq.Options>) => void][]
  for (const [expected, choose] of choices) {
    const options = new streams.BatchAppendReq.Options()
    options.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from('한-1')))
    choose(options)
    const id = randomUUID()
    const message = new streams.BatchAppendReq.ProposedMessage().setId(new shared.UUID().setString(id.toUpperCase()))
    message.getMetadataMap().set('content-type', 'c').set('other', 'o').set('type', 't')
    const request = new streams.BatchAppendReq().setOptions(options).setIsFinal(true)
    request.addProposedMessages(message)
    const part = decodeBatchPart(Buffer.from(request.serializeBinary()))
    expect(part).toMatchObject({ options: { stream: '한-1', expected, deadline: undefined }, final: true })
    expect(part.events).toMatchObject([{ id, type: Buffer.from('t'), contentType: Buffer.from('c') }])
  }
})

it('refuses bytes that are no message, and never hangs on them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (array) => {
      for (const decode of [decodeBatchPart, decodeAppendPart]) {
        try {
          decode(Buffer.from(array))
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }
    }),
  )
})

it('writes the small answers as the generated classes read them', () => {
  const reached = streams.ReadResp.deserializeBinary(checkpoint(300)).getCheckpoint()
  expect([reached?.getCommitPosition(), reached?.getPreparePosition()]).toEqual(['300', '300'])
  const missing = streams.ReadResp.deserializeBinary(streamNotFound('한')).getStreamNotFound()
  expect(Buffer.from(missing?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()).toBe('한')
  const correlation = Buffer.from(new shared.UUID().setString('id').serializeBinary())
  const base = { correlation, stream: 's', revision: 5, position: 70_000 }
  const answer = streams.BatchAppendResp.deserializeBinary(batchSuccess({ ...base, expected: 4 }))
  expect(answer.getCorrelationId()?.getString()).toBe('id')
  expect(answer.getStreamPosition()).toBe('4')
  expect(answer.getSuccess()?.getCurrentRevision()).toBe('5')
  expect(answer.getSuccess()?.getPosition()?.getCommitPosition()).toBe('70000')
  const none = batchSuccess({ ...base, expected: NO_STREAM, revision: -1, position: undefined })
  expect(streams.BatchAppendResp.deserializeBinary(none).getSuccess()?.hasNoPosition()).toBe(true)
})
