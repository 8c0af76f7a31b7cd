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

/** What breaks with one stream: all of the process, since the client's list of the appends under way is one for all. */
const clients = new Set<{ open: Set<AppendStream>; caches: Cache[] }>()

/**
 * Lets the appends of a client leave on several streams of its connection in turn. On the one stream that it has by
 * itself, one append leaves a turn of the event loop, however many wait: gRPC takes the next message when the one before
 * is written (grpc-js 1.14, retrying-call.js). See docs/adr/0025-appends-on-several-streams.md.
 *
 * @param client of version 6.2
 * @returns lets go of its streams without a word to the appends of other clients; for when none of its own is under way,
 * before `dispose`
 */
export function spreadAppends(client: EventStoreDBClient): () => void {
  const opener = client as unknown as Opener
  const create = opener.GRPCStreamCreator
  const own = { open: new Set<AppendStream>(), caches: freshCaches() }
  let turn = 0
  clients.add(own)
  opener.GRPCStreamCreator = (Client, name, creator, cache) => {
    if (!cache) return create(Client, name, creator)
    const opened = async (grpc: object) => {
      const stream = await creator(grpc)
      own.open.add(stream)
      stream.once('close', () => own.open.delete(stream))
      return stream.once('error', () => clients.forEach(startAfresh))
    }
    turn = (turn + 1) % STREAMS
    return create(Client, name, opened, own.caches[turn])
  }
  return () => {
    startAfresh(own)
    clients.delete(own)
  }
}

const freshCaches = () => Array.from({ length: STREAMS }, (): Cache => new WeakMap())

function startAfresh(client: { open: Set<AppendStream>; caches: Cache[] }): void {
  for (const stream of client.open) cutOff(stream)
  client.open.clear()
  client.caches = freshCaches()
}

/**
 * When one stream breaks, the client gives up the appends of all streams; it would throw at an answer to one of those,
 * and a second stream that breaks would end appends that were begun since. So nothing of the others may reach it any more.
 */
function cutOff(stream: AppendStream): void {
  stream.removeAllListeners('data')
  stream.removeAllListeners('error')
  stream.on('error', () => {})
  stream.cancel()
  stream.destroy()
}
