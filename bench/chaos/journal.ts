/** An answer that said a command was carried out. */
export interface Acknowledged {
  /** `CreatePromotion` */
  type: string
  key: string
  accountId: string
  id: string
  revision: number
  position: number
  repeated: boolean
}

/** What callers saw. */
export interface Journal {
  acknowledged: Acknowledged[]
  /** How many answers had each status or code; `no answer` for none in time. */
  answers: Map<string, number>
  /** Answers that nothing in the plan explains. */
  surprises: string[]
}

export const newJournal = (): Journal => ({ acknowledged: [], answers: new Map(), surprises: [] })

/** Counts one more. */
export const count = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
