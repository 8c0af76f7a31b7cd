/** What came of one call. `shed`: refused for now, with word of when to come back; `mute`: refused without. */
export type Outcome = 'ok' | 'shed' | 'mute' | 'error'

/** One call as a person met it. */
export interface Call {
  route: string
  /** When it began, milliseconds since 1970. */
  at: number
  /** Until the whole answer was there, milliseconds. */
  ms: number
  outcome: Outcome
  /** Status and code, for what was not ok. */
  detail?: string
}

const REFUSED = new Set([429, 503])

/** Judges an answer. */
export function outcomeOf(status: number, retryAfter: string | undefined): Outcome {
  if (status >= 200 && status < 400) return 'ok'
  if (!REFUSED.has(status)) return 'error'
  return retryAfter !== undefined && Number(retryAfter) >= 0 ? 'shed' : 'mute'
}
