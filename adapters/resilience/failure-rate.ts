import { CircuitState, type IBreaker } from 'cockatiel'

export interface FailureRate {
  /** Opens when more than this share of the calls in the window failed, such as 0.05. */
  threshold: number
  windowMs: number
  /** Fewer calls than this in the window never open it. */
  minimumCalls: number
}

/**
 * Opens above a share of failures among the calls of the last `windowMs`.
 * cockatiel's own SamplingBreaker moves on one slot per call however long the pause was, so on a quiet API
 * this morning's calls would still be weighed tonight; here a call is forgotten exactly when it is too old.
 */
export function failureRate({ threshold, windowMs, minimumCalls }: FailureRate): IBreaker {
  let calls: { at: number; failed: boolean }[] = []
  const add = (failed: boolean) => {
    const now = Date.now()
    calls = calls.filter(({ at }) => now - at < windowMs)
    calls.push({ at: now, failed })
  }
  const isTooHigh = () =>
    calls.length >= minimumCalls && calls.filter(({ failed }) => failed).length > threshold * calls.length
  return {
    get state() {
      return calls
    },
    set state(saved: unknown) {
      calls = saved as typeof calls
    },
    success(state) {
      if (state === CircuitState.HalfOpen) calls = []
      add(false)
    },
    failure(state) {
      add(true)
      return state === CircuitState.HalfOpen || isTooHigh()
    },
  }
}
