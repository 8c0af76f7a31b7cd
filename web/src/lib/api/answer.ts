// Here and in the files beside it: what the API answers, said once more, because the web knows it by HTTP alone.

import type { JobRow } from './job.ts'
import type { Shop } from './shop.ts'

/** What every row has; `position` says which of two is newer. */
export interface Row {
  id: string
  merchantId: string
  position: number
}

export interface Page<T> {
  items: T[]
  next?: string
}

/** The answer to a command. */
export interface Accepted {
  id: string
  revision: number
  position: number
  repeated: boolean
  jobId?: string
  job?: JobRow
  verification?: Shop['verification']
  /** Of a second factor: what the authenticator app takes, and the recovery codes; in this answer alone. */
  address?: string
  /** Of a link to a new password, which is the `address`: until when it is good. */
  expiresAt?: string
  recoveryCodes?: string[]
}

/** RFC 9457. */
export interface Problem {
  type?: string
  title: string
  status: number
  code: string
  detail?: string
  errors?: { path: string; message: string }[]
}
