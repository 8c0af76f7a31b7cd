import { type JetStreamManager, type NatsConnection, NatsError, nanos, RetentionPolicy, StorageType } from 'nats'
import { headersOf, type Nats } from './connect.ts'

export interface FeedMessage {
  subject: string
  /** Becomes `Nats-Msg-Id`, by which JetStream drops a repeat. */
  id: string
  data: string
  headers?: Record<string, string>
}

/** A way to send messages in order, each at least once. */
export interface Feed {
  /** True when the server keeps the messages (JetStream), so that readers can come later. */
  durable: boolean
  /** Resolves once the server has all of them; on an error send the same ones again. */
  send(messages: readonly FeedMessage[]): Promise<void>
}

export interface FeedOptions {
  stream: string
  subjects: string[]
}

const DEDUPE_MS = 120_000
const NO_JETSTREAM = new Set(['503', '10039', '10076'])

/** Opens a feed on a JetStream stream, made or widened as needed; on plain NATS where the server has no JetStream. */
export async function openFeed(nats: Nats, options: FeedOptions): Promise<Feed> {
  const manager = await nats.connection.jetstreamManager().catch((error: unknown) => {
    if (error instanceof NatsError && NO_JETSTREAM.has(`${error.api_error?.err_code ?? error.code}`)) return undefined
    throw error
  })
  if (!manager) return { durable: false, send: (messages) => sendPlain(nats, messages) }
  await ensureStream(manager, options)
  return { durable: true, send: (messages) => sendDurably(nats.connection, messages) }
}

async function ensureStream({ streams }: JetStreamManager, { stream, subjects }: FeedOptions): Promise<void> {
  const found = await streams.info(stream).catch((error: unknown) => {
    if (error instanceof NatsError && error.api_error?.code === 404) return undefined
    throw error
  })
  if (!found) {
    const kept = { retention: RetentionPolicy.Limits, storage: StorageType.File, duplicate_window: nanos(DEDUPE_MS) }
    await streams.add({ name: stream, subjects, ...kept })
    return
  }
  const missing = subjects.filter((subject) => !found.config.subjects.includes(subject))
  if (missing.length > 0)
    await streams.update(stream, { ...found.config, subjects: [...found.config.subjects, ...missing] })
}

async function sendPlain(nats: Nats, messages: readonly FeedMessage[]): Promise<void> {
  for (const { subject, id, data, headers } of messages) nats.publish(subject, data, { ...headers, 'Nats-Msg-Id': id })
  await nats.flush()
}

/**
 * All at once, each only accepted right behind the one before: without that, a connection that breaks and comes
 * back in the middle would leave a gap that the next try fills out of order.
 */
async function sendDurably(connection: NatsConnection, messages: readonly FeedMessage[]): Promise<void> {
  const jetStream = connection.jetstream()
  const acks = messages.map(({ subject, id, data, headers = {} }, index) => {
    const before = messages[index - 1]
    const expect = before ? { expect: { lastMsgID: before.id } } : {}
    return jetStream.publish(subject, data, { msgID: id, headers: headersOf(headers), ...expect })
  })
  const failed = (await Promise.allSettled(acks)).find((ack) => ack.status === 'rejected')
  if (failed) throw failed.reason
}
