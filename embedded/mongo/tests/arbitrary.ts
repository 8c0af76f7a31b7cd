import { Binary, BSONRegExp, Code, Decimal128, Double, MaxKey, MinKey, ObjectId, Timestamp } from 'bson'
import fc from 'fast-check'
import type { Doc, Value } from '../bson/values.ts'

const number: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.integer(),
  fc.integer({ min: -3, max: 3 }).map((value) => new Double(value)),
  fc.double().map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer({ min: -4, max: 4 }).map((value) => 2n ** 53n + BigInt(value)),
  fc
    .constantFrom(
      '0',
      '-0',
      '1',
      '1.0',
      '0.1',
      '1E-7',
      '9007199254740993',
      '1E+400',
      '-1E+400',
      '1E-400',
      'NaN',
      'Infinity',
      '-Infinity',
      '3.5',
      '-2',
    )
    .map((text) => Decimal128.fromString(text)),
  fc
    .constantFrom(
      0.1,
      -0,
      Number.MIN_VALUE,
      Number.MAX_VALUE,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      2 ** 53,
      3.5,
    )
    .map((value) => new Double(value)),
)

const string: fc.Arbitrary<Value> = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.constantFrom(
    '',
    'a',
    'ab',
    'b',
    '\0',
    '\0\0',
    '\x01',
    '\x02',
    'a\0',
    'a\0b',
    'a\x01',
    '가',
    '\uffff',
    '😀',
    '\ue000',
  ),
)

export const scalar: fc.Arbitrary<Value> = fc.oneof(
  { weight: 6, arbitrary: number },
  { weight: 4, arbitrary: string },
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -1000, max: 1000 }).map((value) => new Date(value)),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((value) => new ObjectId(value)),
  fc.tuple(fc.uint8Array({ maxLength: 3 }), fc.constantFrom(0, 4)).map(([bytes, type]) => new Binary(bytes, type)),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => Timestamp.fromString(String(value), 10)),
  fc.constantFrom(new BSONRegExp('a', ''), new BSONRegExp('a', 'i'), new BSONRegExp('b', '')),
  fc.constantFrom(new MinKey(), new MaxKey(), new Code('x')),
)

export const names: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'c', '1', '0')

export function docOf(value: fc.Arbitrary<Value>, key: fc.Arbitrary<string> = names): fc.Arbitrary<Doc> {
  return fc.array(fc.tuple(key, value), { maxLength: 3 }).map((entries) => new Map(entries))
}

/** Any BSON value, nested a few levels. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 5, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) as fc.Arbitrary<Value> },
    { weight: 1, arbitrary: docOf(tie('value')) as fc.Arbitrary<Value> },
  ),
})).value

/** Few values of several types, so that queries and documents meet. */
export const digit: fc.Arbitrary<number> = fc.integer({ min: 0, max: 4 })
const odd: fc.Arbitrary<Value> = fc.constantFrom<Value[]>(
  new Double(1),
  2n,
  Decimal128.fromString('1.5'),
  null,
  'a',
  true,
  new Date(0),
  new ObjectId('0'.repeat(24)),
)
export const small: fc.Arbitrary<Value> = fc.oneof({ weight: 9, arbitrary: digit }, { weight: 1, arbitrary: odd })
export const smallArray: fc.Arbitrary<Value> = fc.array(small, { maxLength: 3, size: 'max' })
const fields = (value: fc.Arbitrary<Value>, ...names: string[]): fc.Arbitrary<Doc> =>
  fc
    .tuple(...names.map((name) => fc.option(value, { nil: undefined, freq: 5 }).map((item) => [name, item] as const)))
    .map((entries) => new Map(entries.filter((entry): entry is [string, Value] => entry[1] !== undefined)))
const inner = fields(fc.oneof({ weight: 4, arbitrary: small }, smallArray), 'a', 'b')

/** Documents as queries like them: scalars, arrays, sub-documents and arrays of those under a few names. */
export const commonDoc: fc.Arbitrary<Doc> = fields(
  fc.oneof(
    { weight: 4, arbitrary: small },
    { weight: 2, arbitrary: smallArray },
    { weight: 1, arbitrary: inner },
    { weight: 4, arbitrary: fc.array(fc.oneof({ weight: 5, arbitrary: inner }, small, smallArray), { maxLength: 3 }) },
  ),
  'a',
  'b',
  'c',
)
