import { Double } from 'bson'
import { addDecimal } from '../bson/decimal.ts'
import { integer, isLong, toNumber } from '../bson/numbers.ts'
import { isDecimal, isDouble, isNumeric, type Numeric, type Value } from '../bson/values.ts'
import { refuse } from '../errors.ts'

/** A running sum that loses nothing to rounding until the end, as MongoDB's (two doubles, and exact integers). */
export class Sum {
  #integers = 0n
  #long = false
  #high = 0
  #low = 0
  #special = 0
  #doubles = false
  #decimal: Numeric | undefined

  add(value: Numeric): void {
    if (isDecimal(value)) this.#decimal = this.#decimal === undefined ? value : addDecimal(this.#decimal, value)
    else if (isDouble(value)) this.#addDouble(value.value)
    else {
      this.#long ||= typeof value === 'bigint'
      this.#integers += BigInt(value)
    }
  }

  #addDouble(value: number): void {
    this.#doubles = true
    if (!Number.isFinite(value)) {
      this.#special += value
      return
    }
    const sum = this.#high + value
    const part = sum - this.#high
    this.#low += this.#high - (sum - part) + (value - part)
    this.#high = sum + this.#low
    this.#low += sum - this.#high
  }

  total(): Numeric {
    const double = this.#doubles ? this.#double() : undefined
    if (this.#decimal !== undefined) {
      const rest = double ?? integer(this.#integers)
      return double === undefined && this.#integers === 0n ? this.#decimal : addDecimal(this.#decimal, rest)
    }
    if (double) return double
    return this.#long ? this.#integers : integer(this.#integers)
  }

  #double(): Double {
    if (this.#special !== 0) return new Double(this.#special)
    const integers = Number(this.#integers)
    if (BigInt(integers) !== this.#integers) refuse('a sum of doubles and integers beyond 2^53')
    if (integers !== 0) {
      const rest = new Sum()
      for (const part of [this.#high, this.#low, integers]) rest.#addDouble(part)
      return new Double(rest.#high + rest.#low)
    }
    return new Double(this.#high + this.#low)
  }
}

/** The mean of what is numeric among values: a double, or null of nothing. */
export function average(values: readonly (Value | undefined)[]): Value {
  const sum = new Sum()
  let count = 0
  for (const value of values)
    if (isNumeric(value)) {
      sum.add(value)
      count++
    }
  return mean(sum, count)
}

export function mean(sum: Sum, count: number): Value {
  if (count === 0) return null
  const total = sum.total()
  if (isDecimal(total)) refuse('an average of decimals')
  if (typeof total === 'bigint' && !isLong(total)) refuse('an average beyond 64 bits')
  return new Double(toNumber(total) / count)
}
