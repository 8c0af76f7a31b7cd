import { setTimeout as sleep } from 'node:timers/promises'
import type { Trouble } from '../resilience/http.ts'
import { repeatable, unready } from './outcomes.ts'
import type { ChannelDeps, PrepareOutcome } from './port.ts'

/** Looks again and again whether what was uploaded has been processed; then it is prepared. */
export async function untilProcessed(
  handle: string,
  look: () => Promise<'ready' | 'processing' | Trouble>,
  { pauseMs = 500, processingMs = 20_000 }: Pick<ChannelDeps, 'pauseMs' | 'processingMs'>,
  signal: AbortSignal,
): Promise<PrepareOutcome> {
  const until = Date.now() + processingMs
  for (;;) {
    const seen = await look()
    if (seen === 'ready') return { outcome: 'prepared', handle }
    if (seen !== 'processing') return repeatable(seen)
    if (Date.now() >= until || signal.aborted) return unready(`${handle} is still being processed`, pauseMs)
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
  }
}
