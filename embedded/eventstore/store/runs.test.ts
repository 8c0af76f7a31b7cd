import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dataOf, encodeRecord, idOf, metadataOf, streamOf, TOMBSTONE, ticksOf, typeOf } from '../codec/record.ts'
import { uuidBytes } from '../codec/uuid.ts'
import { clip, divide, packEvents, packLinksOf, type Run, rowsOf, streamOfPacked } from './runs.ts'
import { proposed } from './test-support.ts'

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
const event = fc.record({
  id: fc.uuid(),
  type: text.map(Buffer.from),
  contentType: bytes,
  metadata: bytes,
  data: bytes,
})
const place = fc.record({ stream: text, revision: fc.nat(), position: fc.nat(), created: fc.nat() })
const part = fc.tuple(fc.nat(40), fc.nat(40))

it('gives back the records it packed, and any part of them', () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 30 }), place, part, (events, where, [from, length]) => {
      const at = { ...where, stream: Buffer.from(where.stream), ticks: ticksOf(where.created) }
      const run: Run = { ...where, count: events.length, skip: 0, packed: packEvents(events, at) }
      const rows = events.map((one, index) => {
        const place = { ...at, revision: at.revision + index, position: at.position + index }
        return { position: place.position, revision: place.revision, record: encodeRecord(one, place) }
      })
      expect(rowsOf(run)).toEqual(rows)
      expect(streamOfPacked(run.packed)).toBe(where.stream)
      const wanted = rows.slice(from, from + length)
      for (const by of ['position', 'revision'] as const) {
        const found = clip(run, by, where[by] + from, where[by] + from + length - 1)
        expect(found ? rowsOf(found) : []).toEqual(wanted)
      }
    }),
  )
})

it('packs links into less, and shows them as the records they are', () => {
  const link = fc.record({ stream: text, revision: fc.nat(), cause: fc.uuid() })
  const few = fc.array(link, { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(few, place, part, (links, where, [from, length]) => {
      const packed = packLinksOf(
        Buffer.from(where.stream),
        links.map(({ cause, ...to }) => ({ ...to, causedBy: uuidBytes(cause) })),
      )
      const run: Run = { ...where, count: links.length, skip: 0, packed }
      const rows = rowsOf(run)
      expect(streamOfPacked(packed)).toBe(where.stream)
      expect(rows.map(({ record }) => [streamOf(record), typeOf(record), `${dataOf(record)}`])).toEqual(
        links.map(({ stream, revision }) => [where.stream, '$>', `${revision}@${stream}`]),
      )
      expect(rows.map(({ record }) => JSON.parse(`${metadataOf(record)}`))).toEqual(
        links.map(({ stream, cause }) => ({ $causedBy: cause, $o: stream })),
      )
      expect(rows.map(({ position, revision }) => [position - where.position, revision - where.revision])).toEqual(
        links.map((_, index) => [index, index]),
      )
      expect(new Set(rows.map(({ record }) => idOf(record))).size).toBe(links.length)
      const found = clip(run, 'revision', where.revision + from, where.revision + from + length - 1)
      expect(found ? rowsOf(found) : []).toEqual(rows.slice(from, from + length))
    }),
  )
})

it('packs a single event as it is, a tombstone too', () => {
  const at = { stream: Buffer.from('gone-1'), revision: TOMBSTONE, position: 9, ticks: ticksOf(1) }
  const packed = packEvents([proposed()], at)
  const rows = rowsOf({ position: 9, revision: TOMBSTONE, count: 1, skip: 0, created: 1, packed })
  expect(rows).toEqual([{ position: 9, revision: TOMBSTONE, record: packed }])
})

it('divides by count and by size, and leaves nothing out', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40_000), { maxLength: 600 }), (sizes) => {
      const parts = divide(sizes, (size) => size)
      expect(parts.flat()).toEqual(sizes)
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(256)
        if (part.length > 1) expect(part.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(32 << 10)
      }
    }),
  )
  expect(divide(Array(600).fill(1), (size: number) => size).map(({ length }) => length)).toEqual([256, 256, 88])
})
