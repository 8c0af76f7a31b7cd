/** Lets so many works run at once; the others wait for their turn. */
export function atOnce(most: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      // The turn goes to the next in line without being given back in between.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
