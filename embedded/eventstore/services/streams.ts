import type {
  AppendResp,
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js'
import type { Metadata, ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js'
import { decodeAppendPart, decodeBatchPart } from '../codec/requests.ts'
import { streamsGrpc } from '../generated.ts'
import type { Store } from '../store/store.ts'
import { type AppendCall, handleAppend } from './append.ts'
import type { Authenticate } from './auth.ts'
import { BatchAppend, type BatchCall } from './batch-append.ts'
import { handleDelete, handleTombstone } from './delete.ts'
import type { StatusError } from './failures.ts'
import { Outlet, type ReadCall } from './outlet.ts'
import { handleRead } from './read.ts'

/** A call that stays open until someone ends it. */
export interface Cancellable {
  cancel(): void
}

const { StreamsService } = streamsGrpc
const asItIs = (message: Buffer): Buffer => message

/** The generated service, with our own codec for its hot messages. */
export const streamsService = {
  ...StreamsService,
  read: { ...StreamsService.read, responseSerialize: asItIs },
  append: { ...StreamsService.append, requestDeserialize: decodeAppendPart },
  batchAppend: { ...StreamsService.batchAppend, requestDeserialize: decodeBatchPart, responseSerialize: asItIs },
}

export function streamsHandlers(
  store: Store,
  authenticate: Authenticate,
  open: Set<Cancellable>,
): UntypedServiceImplementation {
  const { writer, appender } = store
  const unary =
    <C extends { metadata: Metadata }, R>(handle: (call: C, callback: sendUnaryData<R>) => void) =>
    (call: C, callback: sendUnaryData<R>) => {
      const refusal = authenticate(call.metadata)
      if (refusal) callback(refusal)
      else handle(call, callback)
    }
  const streaming =
    <C extends { metadata: Metadata; emit(name: 'error', error: StatusError): void }>(handle: (call: C) => void) =>
    (call: C) => {
      const refusal = authenticate(call.metadata)
      if (refusal) call.emit('error', refusal)
      else handle(call)
    }
  return {
    read: streaming((call: ReadCall) => {
      const outlet = new Outlet(call)
      open.add(outlet)
      void handleRead(store, outlet, call.request).finally(() => open.delete(outlet))
    }),
    batchAppend: streaming((call: BatchCall) => {
      const batch = new BatchAppend(call, writer, appender)
      open.add(batch)
      call.on('close', () => open.delete(batch))
    }),
    append: unary((call: AppendCall, callback: sendUnaryData<AppendResp>) =>
      handleAppend(writer, appender, call, callback),
    ),
    delete: unary((call: ServerUnaryCall<DeleteReq, DeleteResp>, callback: sendUnaryData<DeleteResp>) =>
      handleDelete(writer, appender, call, callback),
    ),
    tombstone: unary((call: ServerUnaryCall<TombstoneReq, TombstoneResp>, callback: sendUnaryData<TombstoneResp>) =>
      handleTombstone(writer, appender, call, callback),
    ),
  }
}
