const SLAB_BYTES = 1 << 16

let slab = Buffer.alloc(0)
let used = 0

/**
 * So many bytes for what is kept a while (the tail), and only for that: cut from Buffer's own pool, or beside what
 * passes, each piece would keep in memory all that was cut from it.
 */
export function lastingBytes(size: number): Buffer {
  if (size > SLAB_BYTES >> 1) return Buffer.allocUnsafeSlow(size)
  if (used + size > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
    used = 0
  }
  used += size
  return slab.subarray(used - size, used)
}
