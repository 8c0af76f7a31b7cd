import type { Region, Trade } from '../../domain/merchant.ts'
import type { Scope } from '../../domain/third-party.ts'
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

/** View `authorizations`: what a person lets a third party do; never published. `_id` is the authorization id. */
export interface AuthorizationRow extends Row {
  accountId: string
  clientId: string
  /** What the third party calls itself. */
  name: string
  /** Where the person was sent back to. */
  host: string
  scopes: Scope[]
  /** Position of what was known of the account: what ended its sign-ins after that ended this. */
  asOf: number
  since: string
  /** When it last took tokens; left out while it has none. */
  refreshedAt?: string
  ended?: { position: number; at: string }
}
