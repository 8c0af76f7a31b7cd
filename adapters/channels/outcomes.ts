import { z } from 'zod'
import type { Trouble } from '../resilience/http.ts'
import type { FindOutcome } from './port.ts'

type NotUnknown = Exclude<Trouble, { outcome: 'unknown' }>

/** For steps that make no post: whatever became of them, they may be repeated. */
export const repeatable = (trouble: Trouble): NotUnknown =>
  trouble.outcome === 'unknown' ? { ...trouble, outcome: 'unavailable' } : trouble

/** For a question about a post: without an answer, nothing is known. */
export const unanswered = ({ code, reason }: Trouble): FindOutcome => ({ outcome: 'unknown', code, reason })

/** An answer of another shape than the contract's: what it was an answer to may have been done. */
export const garbage = (reason: string): Extract<Trouble, { outcome: 'unknown' }> => ({
  outcome: 'unknown',
  code: 'GARBAGE',
  reason,
})

export const stale = (reason: string): NotUnknown => ({ outcome: 'unavailable', code: 'HANDLE_STALE', reason })
export const unready = (reason: string, retryAfterMs: number): NotUnknown => ({
  outcome: 'unavailable',
  code: 'NOT_READY',
  reason,
  retryAfterMs,
})

/** An address or nothing, as settings that need not be there have it. */
export const Address = z.union([z.url({ protocol: /^https?$/ }), z.literal('')]).default('')
export const Text = z.string().default('')
export const Amount = z.coerce.number().int().min(0)
