import { encodeKey } from '../bson/keys.ts'
import { type Doc, isDoc, isNumeric, typeName, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { inRange } from './arithmetic.ts'
import { extreme } from './extreme.ts'
import { mean, Sum } from './sum.ts'

export interface Accumulator {
  add(value: Value | undefined): void
  result(): Value
}

function summing(finish: (sum: Sum, count: number) => Value): Accumulator {
  const sum = new Sum()
  let count = 0
  return {
    add: (value) => {
      if (!isNumeric(value)) return
      sum.add(value)
      count++
    },
    result: () => finish(sum, count),
  }
}

function keeping(
  choose: (kept: Value | undefined, value: Value | undefined, first: boolean) => Value | undefined,
): Accumulator {
  let kept: Value | undefined
  let first = true
  return {
    add: (value) => {
      kept = choose(kept, value, first)
      first = false
    },
    result: () => kept ?? null,
  }
}

function collecting(): Accumulator {
  const values: Value[] = []
  return { add: (value) => void (value !== undefined && values.push(value)), result: () => values }
}

function distinct(): Accumulator {
  const values = new Map<string, Value>()
  return {
    add: (value) => {
      if (value === undefined) return
      const key = encodeKey(value).toString('latin1')
      if (!values.has(key)) values.set(key, value)
    },
    result: () => [...values.values()],
  }
}

function merging(): Accumulator {
  const merged: Doc = new Map()
  return {
    add: (value) => {
      if (value === undefined || value === null) return
      if (!isDoc(value)) fail(40400, `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`)
      for (const [key, item] of value) merged.set(key, item)
    },
    result: () => merged,
  }
}

const ACCUMULATORS: Record<string, () => Accumulator> = {
  $sum: () => summing((sum) => inRange(sum.total(), '$sum')),
  $avg: () => summing(mean),
  $min: () => keeping((kept, value) => extreme([kept, value], -1)),
  $max: () => keeping((kept, value) => extreme([kept, value], 1)),
  $first: () => keeping((kept, value, first) => (first ? value : kept)),
  $last: () => keeping((_, value) => value),
  $push: collecting,
  $addToSet: distinct,
  $mergeObjects: merging,
}

/** Makes a fresh accumulator each time it is called; one there is not is refused by name. */
export function accumulator(op: string): () => Accumulator {
  return (Object.hasOwn(ACCUMULATORS, op) && ACCUMULATORS[op]) || refuse(`the accumulator ${op}`)
}
