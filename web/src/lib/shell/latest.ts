/** Runs what is typed once it pauses; answers that come after a newer question are dropped. */
export interface Latest<Q> {
  /** Asks after the pause, in the place of whatever was asked before. */
  ask(question: Q): void
  /** Whatever is still under way is not wanted any more. */
  forget(): void
}

/**
 * @param pauseMs milliseconds without a new question after which it is asked
 * @param find answers a question; what it throws goes to `fail`
 */
export function latest<Q, A>(
  pauseMs: number,
  find: (question: Q) => Promise<A>,
  take: (answer: A) => void,
  fail: (error: unknown) => void,
): Latest<Q> {
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const forget = () => {
    turn += 1
    clearTimeout(timer)
  }
  const ask = (question: Q) => {
    forget()
    const own = turn
    const only =
      <T>(then: (value: T) => void) =>
      (value: T) => {
        if (own === turn) then(value)
      }
    timer = setTimeout(() => void find(question).then(only(take), only(fail)), pauseMs)
  }
  return { ask, forget }
}
