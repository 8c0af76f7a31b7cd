import type {
  CreateReq,
  DeleteReq,
  GetInfoReq,
  ListReq,
  ReplayParkedReq,
  UpdateReq,
} from '@eventstore/db-client/generated/persistent_pb.js'
import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js'
import { z } from 'zod'
import { persistent, persistentGrpc, shared } from '../generated.ts'
import type { Authenticate } from '../services/auth.ts'
import { asStatusError, isStatusError, type StatusError } from '../services/failures.ts'
import type { Cancellable } from '../services/streams.ts'
import type { Log } from '../store/log.ts'
import type { PersistentCall } from './consumer.ts'
import { type GroupKey, groupError, groupFailed } from './failures.ts'
import type { Groups } from './groups.ts'
import { groupInfo } from './info.ts'
import { keyOf, streamName } from './request.ts'
import { handleSession } from './session.ts'
import { ALL, filterOf, parseSettings, type Settings } from './settings.ts'

const { PersistentSubscriptionsService } = persistentGrpc

/** The generated service; what is read leaves in our own encoding. */
export const persistentService = {
  ...PersistentSubscriptionsService,
  read: { ...PersistentSubscriptionsService.read, responseSerialize: (message: Buffer): Buffer => message },
}

export function persistentHandlers(
  groups: Groups,
  log: Log,
  authenticate: Authenticate,
  open: Set<Cancellable>,
): UntypedServiceImplementation {
  const unary =
    <Request, Response>(handle: (request: Request) => Response | Promise<Response>) =>
    (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
      const refusal = authenticate(call.metadata)
      if (refusal) callback(refusal)
      else
        Promise.try(handle, call.request).then(
          (response) => callback(null, response),
          (error: unknown) => callback(asRefusal(error)),
        )
    }
  return {
    create: unary(async (request: CreateReq) => {
      const options = request.getOptions()
      const key = keyOf(options)
      await groups.create(
        key,
        checked(key, () => parseSettings(options, options && filterOf(options))),
      )
      return new persistent.CreateResp()
    }),
    update: unary(async (request: UpdateReq) => {
      const key = keyOf(request.getOptions())
      await groups.update(
        key,
        checked(key, () => parseSettings(request.getOptions())),
      )
      return new persistent.UpdateResp()
    }),
    delete: unary(async (request: DeleteReq) => {
      await groups.delete(keyOf(request.getOptions()))
      return new persistent.DeleteResp()
    }),
    getInfo: unary((request: GetInfoReq) => {
      const group = groups.get(keyOf(request.getOptions()))
      return new persistent.GetInfoResp().setSubscriptionInfo(groupInfo(group, log))
    }),
    replayParked: unary((request: ReplayParkedReq) => {
      const options = request.getOptions()
      const limit = options?.hasStopAt() ? Number(options.getStopAt()) : Number.MAX_SAFE_INTEGER
      groups.get(keyOf(options)).replay(limit)
      return new persistent.ReplayParkedResp()
    }),
    list: unary((request: ListReq) => list(groups, log, request)),
    restartSubsystem: unary(async () => {
      await groups.restart()
      return new shared.Empty()
    }),
    read: (call: PersistentCall) => {
      const refusal = authenticate(call.metadata)
      if (refusal) call.emit('error', refusal)
      else handleSession(groups, open, call)
    },
  }
}

function list(groups: Groups, log: Log, request: ListReq) {
  const wanted = request.getOptions()?.getListForStream()
  const stream = wanted && (wanted.hasAll() ? ALL : streamName(wanted.getStream()))
  const found = groups.list(stream)
  if (stream !== undefined && found.length === 0) throw groupError({ stream, name: '' }, 'missing')
  return new persistent.ListResp().setSubscriptionsList(found.map((group) => groupInfo(group, log)))
}

/** Settings that make no sense are a failure of the group, in the protocol's words. */
function checked(key: GroupKey, parse: () => Settings): Settings {
  try {
    return parse()
  } catch (error) {
    if (error instanceof z.ZodError) throw groupFailed(key, z.prettifyError(error).replaceAll('\n', ' '))
    throw error
  }
}

const asRefusal = (error: unknown): StatusError =>
  isStatusError(error)
    ? error
    : asStatusError({ kind: 'broken', error: error instanceof Error ? error : new Error(String(error)) }, '')
