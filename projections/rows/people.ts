import type { Region, Trade } from '../../domain/merchant.ts'
import type { Row } from './row.ts'

/** View `merchants`: the profile. `_id` is the merchant id. */
export interface MerchantRow extends Row {
  shopName: string
  trade: Trade
  region: Region
  businessNumber: string
  verification: 'verified' | 'awaiting-confirmation'
  ownerName: string
  email: string
  registeredAt: string
}

/** View `colleagues`: who has an account in a shop; never published. `_id` is the account id. */
export interface ColleagueRow extends Row {
  role: AccountRow['role']
  name: string
  /** While it is on. */
  secondFactor?: { since: string; recoveryCodes: number }
  /** Since when the account is closed. */
  closedAt?: string
}

/** View `accounts`: what sign-in needs; never published. `_id` is the account id. */
export interface AccountRow extends Row {
  role: 'owner' | 'staff' | 'auditor' | 'operator'
  name: string
  email: string
  passwordHash: string
  closedAt?: string
  /** The last event that ended every sign-in before it. */
  ended?: { position: number; at: string }
}
