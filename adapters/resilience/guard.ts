import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  circuitBreaker,
  handleWhen,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
} from 'cockatiel'
import { type FailureRate, failureRate } from './failure-rate.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

export interface GuardOptions extends FailureRate {
  /** For one call, from the moment it leaves the queue. */
  timeoutMs: number
  concurrent: number
  queued: number
  /** How long an open breaker refuses before it lets one trial through. */
  openMs: number
  /** Which errors speak against the service; all, unless told otherwise. A call that its caller gave up never does. */
  isFailure?: (error: unknown) => boolean
}

export const GUARD_DEFAULTS: GuardOptions = {
  timeoutMs: 10_000,
  concurrent: 8,
  queued: 32,
  threshold: 0.05,
  windowMs: 60_000,
  minimumCalls: 10,
  openMs: 30_000,
}

/** The guard kept a call from happening, or from being waited for. `started` says whether the work had begun. */
export class Guarded extends Error {
  readonly code: 'BREAKER_OPEN' | 'BULKHEAD_FULL' | 'TIMEOUT' | 'CANCELLED'
  readonly started: boolean
  constructor(code: Guarded['code'], started: boolean, message: string) {
    super(message)
    this.name = 'Guarded'
    this.code = code
    this.started = started
  }
}

type Work<T> = (signal: AbortSignal) => Promise<T>

export interface Guard {
  id: string
  state(): BreakerState
  /**
   * Runs the work with a signal that ends it; throws {@link Guarded}, or what the work threw.
   *
   * @param limitMs for work that may take longer, or not as long, as the API's calls do
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal, limitMs?: number): Promise<T>
}

const STATES: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
}

/** Builds the guard of one outside API: a bulkhead around a breaker around a timeout. */
export function createGuard(
  id: string,
  options: GuardOptions = GUARD_DEFAULTS,
  onChange: (state: BreakerState) => void = () => {},
): Guard {
  const { isFailure = () => true, openMs, timeoutMs } = options
  const slots = bulkhead(options.concurrent, options.queued)
  const limitOf = (ms: number) => timeout(ms, { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false })
  const usual = limitOf(timeoutMs)
  // A trial that was given up proves nothing, and cockatiel would close on it: so then it counts as failed.
  const counts = (error: unknown) =>
    isCancelled(error) ? breaker.state === CircuitState.HalfOpen : isTimeout(error) || isFailure(error)
  const breaker = circuitBreaker(handleWhen(counts), { halfOpenAfter: openMs, breaker: failureRate(options) })
  breaker.onStateChange((state) => onChange(STATES[state]))

  async function once<T>(work: Work<T>, signal: AbortSignal, begun: () => void, limitMs: number) {
    // While the one trial runs everyone else is refused at once; cockatiel would let them wait for its end.
    if (breaker.state === CircuitState.HalfOpen) throw new BrokenCircuitError()
    return breaker.execute(async () => {
      begun()
      try {
        const within = limitMs === timeoutMs ? usual : limitOf(limitMs)
        return await within.execute((context) => work(context.signal), signal)
      } catch (error) {
        if (!(error instanceof TaskCancelledError)) throw error
        throw signal.aborted ? cancelled(id, true) : new Guarded('TIMEOUT', true, `${id} took over ${limitMs} ms`)
      }
    }, signal)
  }

  return {
    id,
    state: () => STATES[breaker.state],
    async run(work, signal = new AbortController().signal, limitMs = timeoutMs) {
      let started = false
      const begun = () => {
        started = true
      }
      const call = slots.execute(() => once(work, signal, begun, limitMs), signal)
      try {
        return await unlessAborted(call, signal, () => cancelled(id, started))
      } catch (error) {
        throw translated(id, error)
      }
    },
  }
}

const isCancelled = (error: unknown) => error instanceof Guarded && error.code === 'CANCELLED'
const isTimeout = (error: unknown) => error instanceof Guarded && error.code === 'TIMEOUT'
const cancelled = (id: string, started: boolean) => new Guarded('CANCELLED', started, `the call to ${id} was given up`)

/** Lets a caller go at once even while its call still waits in the queue. */
async function unlessAborted<T>(call: Promise<T>, signal: AbortSignal, why: () => Guarded): Promise<T> {
  let leave = () => {}
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(why())
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([call, left])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}

function translated(id: string, error: unknown): unknown {
  if (error instanceof BulkheadRejectedError) return new Guarded('BULKHEAD_FULL', false, `too many calls to ${id} wait`)
  if (error instanceof BrokenCircuitError)
    return new Guarded('BREAKER_OPEN', false, `${id} has been failing and is left alone for now`)
  return error instanceof TaskCancelledError ? cancelled(id, false) : error
}
