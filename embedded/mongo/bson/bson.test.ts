import { Decimal128, Double, deserialize, serialize } from 'bson'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { anyValue, docOf, names, scalar } from '../tests/arbitrary.ts'
import { compare } from './compare.ts'
import { decode } from './decode.ts'
import { encode } from './encode.ts'
import { encodeKey, inverted, successor } from './keys.ts'
import { add, multiply } from './numbers.ts'
import type { Numeric, Value } from './values.ts'

vi.setConfig({ testTimeout: 60_000 })

const document = docOf(anyValue, fc.oneof(names, fc.constantFrom('한글', '', 'long name of a field')))

describe('encoding', () => {
  test('what is encoded decodes to the same bytes', () => {
    fc.assert(
      fc.property(document, (doc) => {
        const bytes = encode(doc)
        expect(encode(decode(bytes)).equals(bytes)).toBe(true)
      }),
    )
  })

  test('the official package reads and writes the same bytes', () => {
    // names without digits: an object of JavaScript puts those first
    const plain = docOf(scalar, fc.constantFrom('a', 'b', '한글', '', 'long name of a field'))
    fc.assert(
      fc.property(docOf(plain, fc.constantFrom('x', 'y')), (doc) => {
        const bytes = encode(doc)
        const official = deserialize(bytes, { promoteValues: false, bsonRegExp: true })
        expect(Buffer.from(serialize(official)).equals(bytes)).toBe(true)
      }),
    )
  })

  test('broken bytes are refused, never read past', () => {
    fc.assert(
      fc.property(document, fc.nat(), fc.nat(255), (doc, at, byte) => {
        const bytes = encode(doc)
        bytes[at % bytes.length] = byte
        try {
          decode(bytes)
        } catch (error) {
          expect((error as { code?: number }).code ?? (error as Error).name).toBeDefined()
          expect(error).not.toBeInstanceOf(TypeError)
        }
      }),
    )
  })
})

describe('index keys', () => {
  const sign = (a: Value, b: Value) => Math.sign(compare(a, b))

  test('sort as the values do, and are equal when they are', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        expect(Buffer.compare(encodeKey(a), encodeKey(b))).toBe(sign(a, b))
      }),
      { numRuns: 3000 },
    )
  })

  test('sort when concatenated, each part either way round', () => {
    const pair = fc.tuple(anyValue, anyValue)
    const way = fc.constantFrom(1, -1)
    const part = (value: Value, direction: number) => (direction === 1 ? encodeKey(value) : inverted(encodeKey(value)))
    fc.assert(
      fc.property(pair, pair, way, way, (left, right, first, second) => {
        const key = ([a, b]: [Value, Value]) => Buffer.concat([part(a, first), part(b, second)])
        const wanted = sign(left[0], right[0]) * first || sign(left[1], right[1]) * second
        expect(Buffer.compare(key(left), key(right)) - wanted).toBe(0)
      }),
      { numRuns: 5000 },
    )
  })

  test('no key is a prefix of another', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        const [left, right] = [encodeKey(a), encodeKey(b)]
        if (sign(a, b) !== 0) expect(left.subarray(0, right.length).equals(right)).toBe(false)
      }),
      { numRuns: 20_000 },
    )
  })

  test('the successor is past everything with the prefix', () => {
    expect(successor(Buffer.from([1, 255, 255]))).toEqual(Buffer.from([2]))
    expect(successor(Buffer.from([255]))).toBeUndefined()
  })
})

describe('order', () => {
  test('is total', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (a, b, c) => {
        expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a))).toBe(0)
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 2000 },
    )
  })

  test('numbers compare by value across their types', () => {
    const decimal = (text: string) => Decimal128.fromString(text)
    const ascending: Numeric[] = [
      new Double(Number.NaN),
      decimal('-Infinity'),
      decimal('-1E+400'),
      -5,
      new Double(-0.5),
      decimal('1E-400'),
      decimal('0.1'),
      new Double(0.1),
      1,
      decimal('1.5'),
      2n ** 53n,
      2n ** 53n + 1n,
      decimal('9007199254740993.5'),
      new Double(1e300),
      decimal('1E+400'),
      new Double(Number.POSITIVE_INFINITY),
    ]
    for (let i = 1; i < ascending.length; i++)
      expect(compare(ascending[i - 1] as Value, ascending[i] as Value)).toBeLessThan(0)
    expect(compare(1, decimal('1.000'))).toBe(0)
    expect(compare(new Double(-0), 0)).toBe(0)
  })

  test('types come in the BSON order', () => {
    const texts = ['a', '\ue000', '😀']
    expect([...texts].reverse().sort(compare)).toEqual(texts)
    const values: Value[] = [null, 0, '', new Map(), [], false, new Date(0)]
    expect([...values].reverse().sort(compare)).toEqual(values)
  })
})

describe('arithmetic', () => {
  const text = (value: Numeric) => `${typeof value === 'object' ? value._bsontype : typeof value} ${value}`
  test.each<[Numeric, Numeric, string, string]>([
    [1, 2, 'number 3', 'number 2'],
    [2147483647, 2, 'bigint 2147483649', 'bigint 4294967294'],
    [1, 2n, 'bigint 3', 'bigint 2'],
    [1, new Double(0.5), 'Double 1.5', 'Double 0.5'],
    [3n, new Double(0.5), 'Double 3.5', 'Double 1.5'],
    [2, Decimal128.fromString('1.50'), 'Decimal128 3.50', 'Decimal128 3.00'],
    [new Double(0.1), Decimal128.fromString('0.2'), 'Decimal128 0.300000000000000', 'Decimal128 0.0200000000000000'],
    [
      Decimal128.fromString('9999999999999999999999999999999999'),
      1,
      'Decimal128 1.000000000000000000000000000000000E+34',
      'Decimal128 9999999999999999999999999999999999',
    ],
  ])('%s and %s', (a, b, sum, product) => {
    expect(text(add(a, b))).toBe(sum)
    expect(text(multiply(a, b))).toBe(product)
  })
})
