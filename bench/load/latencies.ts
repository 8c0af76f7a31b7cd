/** What a load tells of itself. */
export interface LoadResult {
  /** From the first call to the last answer. */
  seconds: number
  /** Milliseconds, one a call. */
  latencies: Float64Array
  /** How many answers had each status. */
  statuses: Record<string, number>
  /** Answers that said "not now", after which the call was made again; its time goes on. */
  again?: number
}

/**
 * Runs as many workers at once as there are lists and times every call.
 *
 * @param call gives what came of it, in a word
 * @param pause waits before a call, outside the time that is taken
 */
export async function timeAll<T>(
  lists: readonly (readonly T[])[],
  call: (item: T, worker: number) => Promise<string>,
  pause?: (isFirst: boolean) => Promise<unknown>,
): Promise<LoadResult> {
  const latencies: number[] = []
  const statuses: Record<string, number> = {}
  const began = performance.now()
  await Promise.all(
    lists.map(async (list, worker) => {
      for (const [index, item] of list.entries()) {
        if (pause) await pause(index === 0)
        const start = performance.now()
        const status = await call(item, worker)
        latencies.push(performance.now() - start)
        statuses[status] = (statuses[status] ?? 0) + 1
      }
    }),
  )
  return { seconds: (performance.now() - began) / 1000, latencies: Float64Array.from(latencies), statuses }
}
