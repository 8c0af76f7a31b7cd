export interface AuditedEvent {
  id: string
  revision: number
  position: number
  type: string
  at: string
  /** Account id, `saga:<name>` or `public`. */
  actor: string
  /** The app of another company through which they came. */
  client?: { clientId: string; name: string }
  v: number
  data: Record<string, unknown>
  hash: string
}

/** A stream as it was recorded, up to an instant if one was asked for. */
export interface AuditedStream {
  stream: string
  events: AuditedEvent[]
  /** What the events add up to. */
  state: unknown
  /** The verdict on the whole stream, whatever the instant. */
  chain: { intact: boolean; brokenAt?: number }
}
