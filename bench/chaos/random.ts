/** Numbers that follow from a seed: the same seed gives the same ones. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number
  /** A whole number, both ends included. */
  int(least: number, most: number): number
  chance(share: number): boolean
  pick<T>(from: readonly T[]): T
}

const GOLDEN = 0x9e3779b9

/** A Weyl sequence whose steps are mixed by the finaliser of MurmurHash3: plain, and good enough to make plans. */
export function seeded(seed: number): Random {
  let state = seed | 0
  const next = () => {
    state = (state + GOLDEN) | 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32
  }
  const int = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    int,
    chance: (share) => next() < share,
    pick: (from) => from[int(0, from.length - 1)] as (typeof from)[number],
  }
}
