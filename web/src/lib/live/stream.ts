const RECONNECT_MS = 3_000

export type StreamStatus = 'idle' | 'open' | 'lost' | 'signed-out'

export interface StreamOptions {
  /** Where it is read from a position on. */
  addressAt: (after: number) => string
  /** Up to where the caller has everything. */
  after: number
  /** What is done with the data of each kind of message. */
  on: Record<string, (data: never) => void>
  onstatus: (status: StreamStatus) => void
}

/** Follows one of the server's streams, and comes back by itself where it was; gives how to stop. */
export function followStream({ addressAt, after, on, onstatus }: StreamOptions): () => void {
  let reached = after
  let timer: ReturnType<typeof setTimeout> | undefined
  let current: EventSource | undefined

  /** A refused connection (a restart, say) is final for an EventSource, so a new one has to be made. */
  async function comeBack(refused: EventSource): Promise<void> {
    const response = await fetch('/api/v1/me').catch(() => undefined)
    if (current !== refused) return
    if (response?.status === 401) onstatus('signed-out')
    else timer = setTimeout(connect, RECONNECT_MS)
  }

  function connect(): void {
    const source = new EventSource(addressAt(reached))
    current = source
    source.onopen = () => onstatus('open')
    source.onerror = () => {
      onstatus('lost')
      if (source.readyState === EventSource.CLOSED) void comeBack(source)
    }
    for (const [kind, take] of Object.entries(on))
      source.addEventListener(kind, ({ data, lastEventId }) => {
        reached = Number(lastEventId) || reached
        take(JSON.parse(data) as never)
      })
  }

  connect()
  return () => {
    clearTimeout(timer)
    current?.close()
    current = undefined
    onstatus('idle')
  }
}
