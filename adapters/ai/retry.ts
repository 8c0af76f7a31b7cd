import { setTimeout as sleep } from 'node:timers/promises'
import pRetry from 'p-retry'
import { AiError } from './port.ts'

const TRIES = 3
/** Asked to wait for longer than this, it is better to go on to the next provider. */
const LONGEST_WAIT_MS = 2_000

/**
 * Tries again what may work in a moment, waiting as long as the provider asks for.
 *
 * @throws AiError of the last try; `unavailable` when the signal ends it
 */
export async function retried<T>(
  provider: string,
  attempt: () => Promise<T>,
  { delayMs = 250, signal }: { delayMs?: number | undefined; signal: AbortSignal },
): Promise<T> {
  const shouldRetry = ({ error }: { error: Error }) =>
    error instanceof AiError && error.kind === 'retryable' && (error.retryAfterMs ?? 0) <= LONGEST_WAIT_MS
  const onFailedAttempt = async ({ error, retriesLeft }: { error: Error; retriesLeft: number }) => {
    if (error instanceof AiError && error.retryAfterMs && retriesLeft > 0 && shouldRetry({ error }))
      await sleep(error.retryAfterMs, undefined, { signal })
  }
  try {
    const retries = { retries: TRIES - 1, minTimeout: delayMs, factor: 2, randomize: true }
    return await pRetry(attempt, { ...retries, shouldRetry, onFailedAttempt, signal })
  } catch (error) {
    if (error instanceof AiError) throw error
    throw new AiError('unavailable', provider, `${provider}: no time left`, { cause: error })
  }
}
