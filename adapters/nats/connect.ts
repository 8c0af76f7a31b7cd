import { type ConnectionOptions, connect, DebugEvents, Events, headers, type NatsConnection } from 'nats'

export interface NatsOptions {
  /** `nats://host:port`, or several of one cluster, separated by commas. */
  url: string
  name?: string
  token?: string
  user?: string
  pass?: string
  onError?: (error: unknown) => void
}

export interface NatsMessage {
  subject: string
  data: string
}

export interface Nats {
  /** Hands a message to the client, which drops it without a word while it is disconnected: see {@link Nats.flush}. */
  publish(subject: string, data: string, headers?: Record<string, string>): void
  /**
   * Resolves once the server has everything published since the last flush.
   *
   * @throws Error when any of it may have been dropped, or the server does not answer in time; publish it again then
   */
  flush(): Promise<void>
  /** Messages of a subject (wildcards allowed) until the signal aborts; what is sent during an outage is missed. */
  subscribe(subject: string, signal: AbortSignal): AsyncIterable<NatsMessage>
  connected(): boolean
  /** The official client itself, for JetStream. */
  connection: NatsConnection
  close(): Promise<void>
}

const RECONNECT_MS = 250
const FLUSH_TIMEOUT_MS = 5_000

/**
 * Connects the official client, which from then on reconnects for ever.
 *
 * @throws Error that names the server when the first connection fails
 */
export async function connectNats({ url, name = 'madang', onError = () => {}, ...auth }: NatsOptions): Promise<Nats> {
  const options: ConnectionOptions = {
    ...auth,
    name,
    servers: url.split(',').map((server) => server.trim()),
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_MS,
    pingInterval: 10_000,
  }
  const connection = await connect(options).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`NATS at ${url.replace(/\/\/[^@/]*@/g, '//***@')} cannot be used: ${why}`, { cause: error })
  })
  const watch = watchLosses(connection, onError)
  let sentUnder: number | undefined
  return {
    connection,
    connected: () => watch.connected,
    publish: (subject, data, extra) => {
      sentUnder ??= watch.connected ? watch.losses : -1
      connection.publish(subject, data, extra ? { headers: headersOf(extra) } : {})
    },
    flush: async () => {
      const under = sentUnder ?? watch.losses
      sentUnder = undefined
      await withTimeout(connection.flush(), FLUSH_TIMEOUT_MS)
      if (under !== watch.losses) throw new Error('NATS was disconnected since the messages were published')
    },
    subscribe: (subject, signal) => subscribe(connection, subject, signal),
    close: () => connection.close(),
  }
}

/** Counts lost connections: messages published under one count and flushed under another may be gone. */
function watchLosses(connection: NatsConnection, onError: (error: unknown) => void) {
  const watch = { connected: true, losses: 0 }
  const follow = async () => {
    for await (const { type, data } of connection.status()) {
      if (type === Events.Disconnect || type === DebugEvents.StaleConnection) {
        watch.losses += watch.connected ? 1 : 0
        watch.connected = false
      } else if (type === Events.Reconnect) watch.connected = true
      else if (type === Events.Error) onError(new Error(`NATS: ${String(data)}`))
    }
  }
  follow().catch(onError)
  return watch
}

async function* subscribe(connection: NatsConnection, subject: string, signal: AbortSignal) {
  if (signal.aborted) return
  const subscription = connection.subscribe(subject)
  const stop = () => subscription.unsubscribe()
  signal.addEventListener('abort', stop)
  try {
    for await (const message of subscription) yield { subject: message.subject, data: message.string() }
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}

export function headersOf(values: Record<string, string>) {
  const made = headers()
  for (const [name, value] of Object.entries(values)) made.set(name, value)
  return made
}

async function withTimeout(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`NATS has not answered within ${ms} ms`)), ms)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
