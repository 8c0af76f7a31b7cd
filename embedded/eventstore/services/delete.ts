import type { DeleteReq, DeleteResp, TombstoneReq, TombstoneResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import { ANY, NO_STREAM, STREAM_EXISTS } from '../codec/requests.ts'
import { streams } from '../generated.ts'
import type { Appender, Outcome } from '../store/append.ts'
import type { Writer } from '../store/writer.ts'
import { asStatusError } from './failures.ts'

type Options = DeleteReq.Options | TombstoneReq.Options

/** Handles `Streams.Delete`: a soft delete, after which the stream can be written to again. */
export function handleDelete(
  writer: Writer,
  appender: Appender,
  call: ServerUnaryCall<DeleteReq, DeleteResp>,
  callback: sendUnaryData<DeleteResp>,
): void {
  run(
    writer,
    call,
    callback,
    (name, expected) => appender.delete(name, expected),
    (position) => {
      const at = new streams.DeleteResp.Position()
      at.setCommitPosition(position)
      at.setPreparePosition(position)
      return new streams.DeleteResp().setPosition(at)
    },
  )
}

/** Handles `Streams.Tombstone`: a hard delete, after which nothing can be written to the stream. */
export function handleTombstone(
  writer: Writer,
  appender: Appender,
  call: ServerUnaryCall<TombstoneReq, TombstoneResp>,
  callback: sendUnaryData<TombstoneResp>,
): void {
  run(
    writer,
    call,
    callback,
    (name, expected) => appender.tombstone(name, expected),
    (position) => {
      const at = new streams.TombstoneResp.Position()
      at.setCommitPosition(position)
      at.setPreparePosition(position)
      return new streams.TombstoneResp().setPosition(at)
    },
  )
}

function run<Response>(
  writer: Writer,
  call: { request: { getOptions(): Options | undefined }; cancelled: boolean },
  callback: sendUnaryData<Response>,
  act: (name: string, expected: number) => Outcome,
  respond: (position: string) => Response,
): void {
  const options = call.request.getOptions()
  const name = Buffer.from(options?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()
  if (!options || name === '') {
    callback(asStatusError({ kind: 'bad request', reason: 'a delete needs a stream' }, name))
    return
  }
  const work = () => (call.cancelled ? undefined : act(name, expectedOf(options)))
  writer.submit(work, (error, outcome) => {
    if (error) callback(asStatusError({ kind: 'broken', error }, name))
    else if (outcome?.kind === 'written') callback(null, respond(String(outcome.position)))
    else if (outcome) callback(asStatusError(outcome, name))
  })
}

function expectedOf(options: Options): number {
  if (options.hasRevision()) return Number(options.getRevision())
  if (options.hasNoStream()) return NO_STREAM
  return options.hasStreamExists() ? STREAM_EXISTS : ANY
}
