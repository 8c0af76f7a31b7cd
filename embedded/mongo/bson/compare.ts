import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson'
import { compareNumbers } from './numbers.ts'
import { type Doc, type Numeric, RANK, rankOf, type Value } from './values.ts'

/** The BSON comparison order, over every type. */
export function compare(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const rank = rankOf(a)
  return rank - rankOf(b) || BY_RANK[rank]?.(a as never, b as never) || 0
}

export const equals = (a: Value, b: Value): boolean => compare(a, b) === 0

const BY_RANK: Record<number, (a: never, b: never) => number> = {
  [RANK.number]: (a: Numeric, b: Numeric) => compareNumbers(a, b),
  [RANK.string]: compareStrings,
  [RANK.object]: compareDocs,
  [RANK.array]: compareArrays,
  [RANK.binData]: compareBinary,
  [RANK.objectId]: (a: ObjectId, b: ObjectId) => Buffer.compare(a.id, b.id),
  [RANK.bool]: (a: boolean, b: boolean) => Number(a) - Number(b),
  [RANK.date]: (a: Date, b: Date) => a.getTime() - b.getTime(),
  [RANK.timestamp]: (a: Timestamp, b: Timestamp) => a.compare(b),
  [RANK.regex]: (a: BSONRegExp, b: BSONRegExp) =>
    compareStrings(a.pattern, b.pattern) || compareStrings(a.options, b.options),
  [RANK.code]: (a: Code, b: Code) => compareStrings(String(a.code), String(b.code)),
}

/** UTF-8 byte order, which differs from JavaScript's UTF-16 order where surrogates (emoji) are involved. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) return codePointOrder(left) - codePointOrder(right)
  }
  return a.length - b.length
}

function codePointOrder(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

/** Field by field: type, then name, then value; the shorter document first. */
function compareDocs(a: Doc, b: Doc): number {
  const right = b.entries()
  for (const [key, value] of a) {
    const next = right.next()
    if (next.done) return 1
    const [otherKey, other] = next.value
    const order = rankOf(value) - rankOf(other) || compareStrings(key, otherKey) || compare(value, other)
    if (order !== 0) return order
  }
  return a.size - b.size
}

function compareArrays(a: Value[], b: Value[]): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const order = compare(a[i] as Value, b[i] as Value)
    if (order !== 0) return order
  }
  return a.length - b.length
}

/** Length first, then subtype, then bytes. */
function compareBinary(a: Binary, b: Binary): number {
  return a.position - b.position || a.sub_type - b.sub_type || Buffer.compare(a.value(), b.value())
}
