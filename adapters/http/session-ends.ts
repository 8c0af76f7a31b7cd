import { rule } from '../../domain/kernel.ts'

/** What tells whether a sign-in has been ended before its time. */
export interface SignedIn {
  accountId: string
  /** Position of what was last known of the account when it signed in. */
  position: number
  /** Of a third party that acts for the account: what lets it, and may end before the sign-ins do. */
  authorizationId?: string
}

/** Of an account or an authorization: every sign-in that knew of nothing at or beyond this position is over. */
export interface SessionEnd {
  /** The account's, or the authorization's. */
  id: string
  position: number
}

interface Waiting {
  signedIn: SignedIn
  end: () => void
}

/** What this process knows of sign-ins that were ended; asked on every call, so it is all in memory. */
export interface SessionEnds {
  /** Throws UNAVAILABLE when nothing has been heard for {@link SILENT_MS}: who was shut out must not go on unseen. */
  isOver(signedIn: SignedIn): boolean
  /** Takes what was newly found, also when that is nothing, and ends what is open of those. */
  learn(ends: readonly SessionEnd[]): void
  /** Calls once the sign-in is over, at once when it is already; gives what to call when that matters no more. */
  whenOver(signedIn: SignedIn, end: () => void): () => void
}

/** So long a process goes on with what it knows while it cannot hear of more, milliseconds. */
export const SILENT_MS = 60_000

/**
 * @param keepMs how long a token lasts: what ended longer ago needs no remembering, milliseconds
 * @param now milliseconds of a clock that never goes back
 */
export function sessionEnds(keepMs: number, now: () => number = () => performance.now()): SessionEnds {
  /** Oldest first. */
  const known = new Map<string, { position: number; heardAt: number }>()
  const waiting = new Map<string, Set<Waiting>>()
  let heardAt = now()

  const endsAfter = (id: string, position: number) => (known.get(id)?.position ?? position) > position
  const isEnded = ({ accountId, position, authorizationId }: SignedIn) =>
    endsAfter(accountId, position) || (authorizationId !== undefined && endsAfter(authorizationId, position))

  function endWaiting(id: string): void {
    for (const one of waiting.get(id) ?? []) if (isEnded(one.signedIn)) one.end()
  }

  return {
    isOver: (signedIn) => {
      rule(now() - heardAt < SILENT_MS, 'UNAVAILABLE', 'It cannot be told now who is still signed in. Try again soon.')
      return isEnded(signedIn)
    },
    learn: (ends) => {
      heardAt = now()
      for (const [id, end] of known) {
        if (heardAt - end.heardAt <= keepMs) break
        known.delete(id)
      }
      for (const { id, position } of ends) {
        if ((known.get(id)?.position ?? -1) >= position) continue
        known.delete(id)
        known.set(id, { position, heardAt })
        endWaiting(id)
      }
    },
    whenOver: (signedIn, end) => {
      if (isEnded(signedIn)) end()
      const one = { signedIn, end }
      const { accountId, authorizationId } = signedIn
      const leave = [accountId, ...(authorizationId === undefined ? [] : [authorizationId])].map((id) => wait(id, one))
      return () => {
        for (const step of leave) step()
      }
    },
  }

  function wait(id: string, one: Waiting): () => void {
    const others = waiting.get(id) ?? new Set()
    waiting.set(id, others.add(one))
    return () => {
      others.delete(one)
      if (others.size === 0 && waiting.get(id) === others) waiting.delete(id)
    }
  }
}
