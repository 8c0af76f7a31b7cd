import { createRequire } from 'node:module'
import type StreamsPb from '@eventstore/db-client/generated/streams_pb.js'
import { credentials, Metadata } from '@grpc/grpc-js'
import { shared, streams, streamsGrpc } from './generated.ts'

/** A bare gRPC client, for what the official client never sends. Tests only. */
export const rawClient = (port: number) =>
  new streamsGrpc.StreamsClient(`127.0.0.1:${port}`, credentials.createInsecure())

export const { Timestamp } = createRequire(import.meta.url)('google-protobuf/google/protobuf/timestamp_pb.js') as {
  Timestamp: { fromDate(date: Date): never }
}

export const identifier = (name: string) => new shared.StreamIdentifier().setStreamName(Buffer.from(name))

export const uuid = (text: string) => new shared.UUID().setString(text)

export const basic = (user: string, password: string): Metadata => {
  const metadata = new Metadata()
  metadata.set('authorization', `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`)
  return metadata
}

/** Options of a read of $all, to be completed. */
export function allOptions(count = 1000): StreamsPb.ReadReq.Options {
  return new streams.ReadReq.Options()
    .setAll(new streams.ReadReq.Options.AllOptions().setStart(new shared.Empty()))
    .setCount(String(count))
    .setNoFilter(new shared.Empty())
    .setUuidOption(new streams.ReadReq.Options.UUIDOption().setString(new shared.Empty()))
}

/** Reads to the end and returns every message. */
export function readRaw(
  client: ReturnType<typeof rawClient>,
  options: StreamsPb.ReadReq.Options,
  metadata = new Metadata(),
): Promise<StreamsPb.ReadResp[]> {
  return new Promise((resolve, reject) => {
    const found: StreamsPb.ReadResp[] = []
    client
      .read(new streams.ReadReq().setOptions(options), metadata)
      .on('data', (message: StreamsPb.ReadResp) => found.push(message))
      .on('error', reject)
      .on('end', () => resolve(found))
  })
}
