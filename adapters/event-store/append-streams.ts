import type { EventStoreDBClient } from '@eventstore/db-client'
import type { ClientDuplexStream } from '@grpc/grpc-js'

/** Beside four, eight save as much again, sixteen hardly more. */
const STREAMS = 8

type AppendStream = ClientDuplexStream<unknown, unknown>
type Cache = WeakMap<object, unknown>
/** The client's own member that opens streams, hidden by its types; appends are the calls that bring a cache. */
interface Opener {
  GRPCStreamCreator(
    Client: unknown,
    name: string,
    creator: (grpc: object) => AppendStream | Promise<AppendStream>,
    cache?: Cache,
  ): () => Promise<AppendStream>
}

/**
 * Lets the appends of a client leave on several streams of its connection in turn. On the one stream that it has by
 * itself, one append leaves a turn of the event loop, however many wait: gRPC takes the next message when the one before
 * is written (grpc-js 1.14, retrying-call.js). See docs/adr/0025-appends-on-several-streams.md.
 *
 * @param client of version 6.2
 */
export function spreadAppends(client: EventStoreDBClient): void {
  const opener = client as unknown as Opener
  const create = opener.GRPCStreamCreator
  const open = new Set<AppendStream>()
  const freshCaches = () => Array.from({ length: STREAMS }, (): Cache => new WeakMap())
  let caches = freshCaches()
  let turn = 0
  const onBroken = () => {
    for (const stream of open) cutOff(stream)
    open.clear()
    caches = freshCaches()
  }
  opener.GRPCStreamCreator = (Client, name, creator, cache) => {
    if (!cache) return create(Client, name, creator)
    const opened = async (grpc: object) => {
      const stream = await creator(grpc)
      open.add(stream)
      stream.once('close', () => open.delete(stream))
      return stream.once('error', onBroken)
    }
    turn = (turn + 1) % STREAMS
    return create(Client, name, opened, caches[turn])
  }
}

/**
 * The client keeps the appends of all streams in one place. When one stream breaks it gives all of them up; it would
 * throw at an answer to one of those, and a second stream that breaks would end appends that were begun since. So nothing
 * of the others may reach it any more.
 */
function cutOff(stream: AppendStream): void {
  stream.removeAllListeners('data')
  stream.removeAllListeners('error')
  stream.on('error', () => {})
  stream.cancel()
  stream.destroy()
}
