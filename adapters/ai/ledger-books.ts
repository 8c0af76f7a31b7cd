/** What a recorded call cost, until the read model has it. */
export interface Debt {
  merchantId: string
  month: string
  usd: number
  /** Where it stands in the log, once it does. */
  position: number
}

/** A call under way, with what its shop's records since it began cost, and where the last one stands. */
export interface Admission {
  merchantId: string
  usd: number
  /** 0 without any. */
  position: number
}

/** What a ledger has in memory. */
export interface Books {
  debts: Set<Debt>
  admissions: Set<Admission>
  /** Records on their way to the log. */
  storing: Set<Promise<void>>
  /** All work that goes on in the background, those records among it. */
  pending: Set<Promise<void>>
}

/** Books of a ledger that has seen nothing yet. */
export const emptyBooks = (): Books => ({
  debts: new Set(),
  admissions: new Set(),
  storing: new Set(),
  pending: new Set(),
})

/** Keeps a piece of work in the sets until it is over; what it throws is reported, not thrown. */
export function inBackground(
  work: Promise<void>,
  sets: readonly Set<Promise<void>>[],
  onError: (error: unknown) => void,
): void {
  const kept = work.catch(onError).finally(() => {
    for (const set of sets) set.delete(kept)
  })
  for (const set of sets) set.add(kept)
}
