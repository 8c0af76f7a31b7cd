import pRetry from 'p-retry'
import { Rejected } from '../domain/kernel.ts'
import type { Effect, EffectHandler } from './saga.ts'
import type { WorkRow } from './work.ts'

/** Runs effects until each is done, side by side. */
export interface Effects {
  /** @param recovered it may have been tried before this process started */
  start(row: WorkRow, recovered: boolean): void
  /** How many are under way. */
  running(): number
  /** Waits for those under way, after the signal has told them to stop. */
  drain(): Promise<void>
}

export interface EffectsOptions {
  handlers: Readonly<Record<string, EffectHandler>>
  /** Records that an effect is done, with `ok` or the code of the rule that refused it. */
  done(row: WorkRow, outcome: string): Promise<void>
  signal: AbortSignal
  onError: (error: unknown) => void
}

/** What another moment mends, and is no answer. */
const PASSING = new Set(['CONFLICT', 'READ_MODEL_BEHIND'])
const BACKOFF = { retries: Number.POSITIVE_INFINITY, minTimeout: 250, maxTimeout: 15_000, factor: 2 }

/** @throws nothing: a failed try is reported to onError and tried again until it is done or the signal aborts */
export function createEffects(options: EffectsOptions): Effects {
  const { signal, onError } = options
  const running = new Map<string, Promise<void>>()
  return {
    start: (row, recovered) => {
      if (running.has(row._id) || signal.aborted) return
      const leave = () => void running.delete(row._id)
      const report = (error: unknown) => void (signal.aborted || onError(error))
      running.set(row._id, run(options, row, recovered).catch(report).finally(leave))
    },
    running: () => running.size,
    drain: async () => {
      await Promise.allSettled(running.values())
    },
  }
}

/** Tries one effect until it is done and recorded so. */
async function run({ handlers, done, signal, onError }: EffectsOptions, row: WorkRow, recovered: boolean) {
  const effect = row.effect as Effect
  const handler = handlers[effect.type]
  if (!handler) throw new Error(`no handler for the effect ${effect.type}`)
  const { _id: effectId, merchantId, correlationId } = row
  const attempt = async (tries: number) => {
    const context = { effectId, recovered: recovered || tries > 1, merchantId, correlationId, signal }
    const outcome = await handler(effect, context).then(() => 'ok', refused)
    await done(row, outcome)
  }
  // A rule's "no" is an answer, not a fault: trying again would not change it.
  const refused = (error: unknown) => {
    // p-retry takes a TypeError for a mistake that no further try mends, and would leave the effect undone.
    if (error instanceof TypeError) throw new Error(error.message, { cause: error })
    if (!(error instanceof Rejected) || PASSING.has(error.code)) throw error
    onError(error)
    return error.code
  }
  const failed = ({ error }: { error: unknown }) => void (signal.aborted || onError(error))
  await pRetry(attempt, { ...BACKOFF, signal, onFailedAttempt: failed, shouldRetry: () => !signal.aborted })
}
