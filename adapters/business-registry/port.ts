export interface Business {
  /** Ten digits, with or without dashes. */
  businessNumber: string
  /** The day it opened, such as `2020-03-02`. */
  openedOn: string
  ownerName: string
}

/** What the registry says; `unavailable` when it says nothing in time, and a person has to confirm. */
export type Verification = 'verified' | 'mismatch' | 'suspended' | 'closed' | 'unavailable'

export interface BusinessRegistry {
  /** Answers within the deadline, whatever happens outside; never throws for that. */
  verifyBusiness(business: Business): Promise<Verification>
}

/** Where answers are kept; values are JSON. */
export interface Cache {
  get(key: string): Promise<unknown>
  set(key: string, value: unknown, ttlMs: number): Promise<void>
}
