import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export const MIB = 1 << 20

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes that are in use by JavaScript, buffers included, once all garbage is collected. */
export async function used(): Promise<number> {
  for (let round = 0; round < 2; round += 1) {
    // What was made or looked at in this turn is kept until its end; buffers are freed by another thread.
    await turn()
    collect()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
