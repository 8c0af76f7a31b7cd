import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brokenAt, canonicalJson, chainHash, type Hashed } from './hash-chain.ts'

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>
const data = fc.dictionary(fc.string({ maxLength: 6 }), json, { maxKeys: 4, noNullPrototype: true })
const meta = fc.record({
  merchantId: fc.string(),
  actor: fc.string(),
  at: fc.string(),
  v: fc.integer({ min: 1, max: 9 }),
})
const event = fc.record({ type: fc.constantFrom('A', 'B', 'AB'), data, meta })

/** A stream as it is stored: through JSON, each event with the hash that follows from the one before. */
function chained(events: readonly Hashed[]): Hashed[] {
  let previous = ''
  return JSON.parse(JSON.stringify(events)).map((one: Hashed) => {
    previous = chainHash(previous, one)
    return { ...one, meta: { ...one.meta, hash: previous } }
  })
}
const stream = fc.array(event, { minLength: 1, maxLength: 6 }).map(chained)
const same = (a: unknown, b: unknown) => canonicalJson(a) === canonicalJson(b)

describe('a chain', () => {
  test('is whole as it was written', () => {
    fc.assert(
      fc.property(stream, (events) => {
        expect(brokenAt(events)).toBeUndefined()
      }),
    )
    expect(brokenAt([])).toBeUndefined()
  })

  test('shows any change of any field of any event, at that event', () => {
    const change = fc.constantFrom('type', 'data', 'merchantId', 'actor', 'at', 'v', 'hash', 'more')
    fc.assert(
      fc.property(stream, fc.nat(), change, json, (events, which, field, value) => {
        const index = which % events.length
        const before = events[index] as Hashed
        const after: Hashed = structuredClone(before)
        if (field === 'type') after.type = JSON.stringify(value)
        else if (field === 'data') after.data = value
        else after.meta[field] = value
        if (same(before, after)) return
        expect(brokenAt(events.with(index, after))).toBe(index)
      }),
    )
  })

  test('shows a single changed character, wherever it is stored', () => {
    fc.assert(
      fc.property(stream, fc.nat(), fc.nat(), (events, which, place) => {
        const index = which % events.length
        const text = JSON.stringify(events[index])
        const at = place % text.length
        const changed = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`
        let tampered: Hashed
        try {
          tampered = JSON.parse(changed)
        } catch {
          return
        }
        // JSON that is no event any more shows by itself.
        if (typeof tampered.type !== 'string' || typeof tampered.meta !== 'object' || same(tampered, events[index]))
          return
        expect(brokenAt(events.with(index, tampered))).toBe(index)
      }),
      { numRuns: 300 },
    )
  })

  test('shows an event that was left out, put in, doubled or moved', () => {
    fc.assert(
      fc.property(stream, event, fc.nat(), (events, stranger, which) => {
        const index = which % events.length
        const at = (list: Hashed[]) => brokenAt(list)
        if (index < events.length - 1) {
          expect(at(events.toSpliced(index, 1))).toBe(index)
          const swapped = events.with(index, events[index + 1] as Hashed).with(index + 1, events[index] as Hashed)
          expect(at(swapped)).toBe(index)
        }
        expect(at(events.toSpliced(index, 0, events[index] as Hashed))).toBe(index + 1)
        expect(at(events.toSpliced(index, 0, { ...stranger, meta: { ...stranger.meta, hash: '00' } }))).toBe(index)
      }),
    )
  })
})

describe('canonical JSON', () => {
  test('does not depend on the order of fields, and is the same after storage', () => {
    fc.assert(
      fc.property(data, (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed())
        expect(canonicalJson(turned)).toBe(canonicalJson(value))
        expect(canonicalJson(JSON.parse(JSON.stringify(value)))).toBe(canonicalJson(value))
      }),
    )
  })
  test('leaves out what JSON leaves out, and tells apart what differs', () => {
    expect(canonicalJson({ b: 1, a: undefined, c: [undefined, null] })).toBe('{"b":1,"c":[null,null]}')
    expect(canonicalJson({ a: '1' })).not.toBe(canonicalJson({ a: 1 }))
    expect(canonicalJson({ 'a":1,"b': 1 })).not.toBe(canonicalJson({ a: 1, b: 1 }))
  })
})
