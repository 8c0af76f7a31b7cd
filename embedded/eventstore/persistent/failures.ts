import { status } from '@grpc/grpc-js'
import { type StatusError, statusError } from '../services/failures.ts'

/** Which group a call is about. */
export interface GroupKey {
  /** `$all` for all streams. */
  stream: string
  name: string
}

const SHAPES = {
  missing: [status.NOT_FOUND, 'persistent-subscription-does-not-exist', 'does not exist'],
  exists: [status.ALREADY_EXISTS, 'persistent-subscription-exists', 'exists'],
  'maximum reached': [
    status.FAILED_PRECONDITION,
    'maximum-subscribers-reached',
    'has as many subscribers as it may have',
  ],
  dropped: [status.CANCELLED, 'persistent-subscription-dropped', 'was dropped'],
} as const

/** A failure as the official client's error classes read it. */
export function groupError({ stream, name }: GroupKey, kind: keyof typeof SHAPES): StatusError {
  const [code, exception, predicate] = SHAPES[kind]
  const details = `Subscription group ${name} on stream ${stream} ${predicate}.`
  return statusError(code, details, { exception, 'stream-name': stream, 'group-name': name })
}

/** A request that cannot be carried out, and why. */
export function groupFailed({ stream, name }: GroupKey, reason: string): StatusError {
  const trailers = { exception: 'persistent-subscription-failed', 'stream-name': stream, 'group-name': name, reason }
  return statusError(status.INTERNAL, `Subscription group ${name} on stream ${stream} failed: '${reason}'`, trailers)
}
