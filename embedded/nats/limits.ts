import type { Credentials } from './auth.ts'

/** What a server allows. The defaults are nats-server's. */
export interface Limits {
  credentials: Credentials
  maxPayload: number
  maxLine: number
  /** Bytes that may wait for one client before it is cut off. */
  maxPending: number
  pingIntervalMs: number
  maxPingsOut: number
  authTimeoutMs: number
  /** How long a client may take nothing while something waits for it. */
  writeDeadlineMs: number
  /** Told of clients that are cut off. */
  log(line: string): void
}

export const DEFAULTS: Omit<Limits, 'credentials'> = {
  maxPayload: 1024 * 1024,
  maxLine: 4096,
  maxPending: 64 * 1024 * 1024,
  pingIntervalMs: 120_000,
  maxPingsOut: 2,
  authTimeoutMs: 2_000,
  writeDeadlineMs: 10_000,
  log: () => {},
}
