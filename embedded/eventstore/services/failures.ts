import { Metadata, status } from '@grpc/grpc-js'
import { ANY, NO_STREAM, STREAM_EXISTS } from '../codec/requests.ts'
import { anyPb, emptyPb, rpcStatus, shared } from '../generated.ts'
import { Unavailable } from '../store/writer.ts'

/** One append's data may be this large, as on the real server by default. */
export const MAX_APPEND_BYTES = 1 << 20

/** Why a call failed, in the terms of all three shapes the protocol has for it. */
export type Failure =
  | { kind: 'wrong'; expected: number; actual: number }
  | { kind: 'deleted' }
  | { kind: 'too large' }
  | { kind: 'timeout' }
  | { kind: 'bad request'; reason: string }
  | { kind: 'broken'; error: Error }

export interface StatusError {
  code: status
  details: string
  metadata: Metadata
}

export function statusError(code: status, details: string, trailers: Record<string, string> = {}): StatusError {
  const metadata = new Metadata()
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, ascii(value))
  return { code, details, metadata }
}

export const isStatusError = (error: unknown): error is StatusError =>
  typeof error === 'object' && error !== null && 'code' in error && 'metadata' in error

const ascii = (text: string): string => text.replace(/[^\x20-\x7e]+/g, encodeURIComponent)

/** As the status and trailers of a call. */
export function asStatusError(failure: Failure, stream: string): StatusError {
  const named = { 'stream-name': stream }
  switch (failure.kind) {
    case 'wrong':
      return statusError(status.FAILED_PRECONDITION, explain(failure, stream), {
        exception: 'wrong-expected-version',
        ...named,
        'expected-version': String(failure.expected),
        ...(failure.actual < 0 ? {} : { 'actual-version': String(failure.actual) }),
      })
    case 'deleted':
      return statusError(status.FAILED_PRECONDITION, explain(failure, stream), {
        exception: 'stream-deleted',
        ...named,
      })
    case 'too large':
      return statusError(status.INVALID_ARGUMENT, explain(failure, stream), {
        exception: 'maximum-append-size-exceeded',
        'maximum-append-size': String(MAX_APPEND_BYTES),
      })
    case 'timeout':
      return statusError(status.ABORTED, explain(failure, stream))
    case 'bad request':
      return statusError(status.INVALID_ARGUMENT, explain(failure, stream))
    case 'broken':
      return statusError(
        failure.error instanceof Unavailable ? status.UNAVAILABLE : status.INTERNAL,
        failure.error.message,
      )
  }
}

function explain(failure: Failure, stream: string): string {
  switch (failure.kind) {
    case 'wrong':
      return `Append failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${failure.expected}, Actual version: ${failure.actual}`
    case 'deleted':
      return `Event stream '${stream}' is deleted.`
    case 'too large':
      return `Maximum Append Size of ${MAX_APPEND_BYTES} Exceeded.`
    case 'timeout':
      return 'Operation timed out.'
    case 'bad request':
      return failure.reason
    case 'broken':
      return failure.error.message
  }
}

const CODES: Record<Failure['kind'], status> = {
  wrong: status.FAILED_PRECONDITION,
  deleted: status.FAILED_PRECONDITION,
  'too large': status.INVALID_ARGUMENT,
  timeout: status.DEADLINE_EXCEEDED,
  'bad request': status.INVALID_ARGUMENT,
  broken: status.UNKNOWN,
}

/** As a serialized `google.rpc.Status`, the way a batch append carries it. */
export function asRpcStatus(failure: Failure, stream: string): Uint8Array {
  const [name, details] = detailsOf(failure, stream)
  const any = new anyPb.Any()
  any.pack(details, `event_store.client.${name}`)
  const out = new rpcStatus.Status()
  // google.rpc.Code and the gRPC status codes are the same numbers under two TypeScript enums.
  out.setCode(CODES[failure.kind] as number as Parameters<typeof out.setCode>[0])
  out.setMessage(explain(failure, stream))
  out.setDetails(any)
  return out.serializeBinary()
}

function detailsOf(failure: Failure, stream: string): [string, Uint8Array] {
  switch (failure.kind) {
    case 'wrong':
      return ['WrongExpectedVersion', wrongDetails(failure.expected, failure.actual)]
    case 'deleted': {
      const details = new shared.StreamDeleted()
      const identifier = new shared.StreamIdentifier()
      identifier.setStreamName(Buffer.from(stream))
      details.setStreamIdentifier(identifier)
      return ['StreamDeleted', details.serializeBinary()]
    }
    case 'too large': {
      const details = new shared.MaximumAppendSizeExceeded()
      details.setMaxappendsize(MAX_APPEND_BYTES)
      return ['MaximumAppendSizeExceeded', details.serializeBinary()]
    }
    case 'timeout':
      return ['Timeout', new Uint8Array()]
    case 'bad request': {
      const details = new shared.BadRequest()
      details.setMessage(failure.reason)
      return ['BadRequest', details.serializeBinary()]
    }
    case 'broken':
      return ['Unknown', new Uint8Array()]
  }
}

function wrongDetails(expected: number, actual: number): Uint8Array {
  const details = new shared.WrongExpectedVersion()
  const empty = new emptyPb.Empty()
  if (actual < 0) details.setCurrentNoStream(empty)
  else details.setCurrentStreamRevision(String(actual))
  if (expected === ANY) details.setExpectedAny(empty)
  else if (expected === NO_STREAM) details.setExpectedNoStream(empty)
  else if (expected === STREAM_EXISTS) details.setExpectedStreamExists(empty)
  else details.setExpectedStreamPosition(String(expected))
  return details.serializeBinary()
}
