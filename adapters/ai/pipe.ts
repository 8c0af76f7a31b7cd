/** What one side writes and the other reads at its own pace, in order. */
export interface Pipe<T> extends AsyncIterable<T> {
  push(value: T): void
  end(): void
  /** Everything before it is still read; then reading throws it. */
  fail(error: unknown): void
}

export function createPipe<T>(): Pipe<T> {
  const values: T[] = []
  let over: { error?: unknown } | undefined
  let wake = () => {}
  const add = (change: () => void) => {
    if (!over) change()
    wake()
  }
  return {
    push: (value) => add(() => void values.push(value)),
    end: () =>
      add(() => {
        over = {}
      }),
    fail: (error) =>
      add(() => {
        over = { error }
      }),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (values.length > 0) yield values.shift() as T
        if (over && 'error' in over) throw over.error
        if (over) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
