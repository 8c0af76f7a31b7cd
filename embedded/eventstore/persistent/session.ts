import type { ReadReq } from '@eventstore/db-client/generated/persistent_pb.js'
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js'
import type { Metadata } from '@grpc/grpc-js'
import { readUuid } from '../codec/uuid.ts'
import { asStatusError, isStatusError } from '../services/failures.ts'
import type { Cancellable } from '../services/streams.ts'
import { Consumer, type PersistentCall } from './consumer.ts'
import { type Group, NACKS } from './group.ts'
import type { Groups } from './groups.ts'
import { keyOf } from './request.ts'

/** Handles `PersistentSubscriptions.Read`: the first message says which group, the others answer for messages. */
export function handleSession(groups: Groups, open: Set<Cancellable>, call: PersistentCall): void {
  let joined: { group: Group; consumer: Consumer } | undefined
  const leave = () => {
    if (!joined) return
    open.delete(joined.consumer)
    joined.group.leave(joined.consumer)
    joined = undefined
  }
  call.on('data', (request: ReadReq) => {
    try {
      if (joined) answer(joined.group, joined.consumer, request)
      else {
        joined = join(groups, call, request)
        open.add(joined.consumer)
      }
    } catch (error) {
      if (!isStatusError(error)) throw error
      call.emit('error', error)
    }
  })
  call.on('end', () => {
    leave()
    if (!call.writableEnded) call.end()
  })
  call.on('cancelled', leave)
  call.on('close', leave)
}

function join(groups: Groups, call: PersistentCall, request: ReadReq) {
  const options = request.getOptions()
  const group = groups.get(keyOf(options))
  const slots = options?.getBufferSize() ?? 0
  if (slots < 1) throw asStatusError({ kind: 'bad request', reason: 'bufferSize must be 1 or more' }, '')
  const consumer = new Consumer(call, {
    slots,
    structuredIds: options?.getUuidOption()?.hasStructured() ?? false,
    username: usernameOf(call.metadata),
    connectionName: String(call.metadata.get('connection-name')[0] ?? ''),
  })
  group.join(consumer)
  return { group, consumer }
}

function answer(group: Group, consumer: Consumer, request: ReadReq): void {
  const ids = (list: UUID[]) => list.map((id) => readUuid(Buffer.from(id.serializeBinary())) ?? '')
  const nack = request.getNack()
  if (nack) group.nack(consumer, ids(nack.getIdsList()), NACKS[nack.getAction()] ?? 'unknown', nack.getReason())
  else group.ack(consumer, ids(request.getAck()?.getIdsList() ?? []))
}

function usernameOf(metadata: Metadata): string {
  const [, encoded] = /^Basic\s+(\S+)$/i.exec(String(metadata.get('authorization')[0] ?? '')) ?? []
  return encoded === undefined ? 'anonymous' : (Buffer.from(encoded, 'base64').toString().split(':')[0] ?? '')
}
