import { ErrorType, isCommandError } from '@eventstore/db-client'
import { Metadata, status } from '@grpc/grpc-js'

const TYPES: ReadonlySet<string> = new Set([
  ErrorType.UNAVAILABLE,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.CANCELLED,
  ErrorType.TIMEOUT,
  ErrorType.NOT_LEADER,
])
const STATUSES: ReadonlySet<number> = new Set([status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.CANCELLED])

/** Whether a failure is about reaching the event store; the first call after an outage may fail with gRPC's own error. */
export const isEventStoreOutage = (error: unknown): boolean =>
  error instanceof Error &&
  (isCommandError(error)
    ? TYPES.has(error.type)
    : 'metadata' in error &&
      error.metadata instanceof Metadata &&
      'code' in error &&
      STATUSES.has(error.code as number))
