import type { Me } from './shop.ts'

/** What an owner may let a colleague be. */
export const COLLEAGUE_ROLES = ['staff', 'auditor'] as const
export type ColleagueRole = (typeof COLLEAGUE_ROLES)[number]

/** Somebody who has an account in the shop, the owner among them, or had one. */
export interface Colleague extends Pick<Me, 'accountId' | 'name' | 'role'> {
  closedAt?: string
  /** Whether sign-in asks them for a code beside the password. */
  hasSecondFactor: boolean
}
