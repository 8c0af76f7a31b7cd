import type { AppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerReadableStream, sendUnaryData } from '@grpc/grpc-js'
import type { Proposed } from '../codec/record.ts'
import { ANY, type AppendOptions, type AppendPart, NO_STREAM, STREAM_EXISTS } from '../codec/requests.ts'
import { shared, streams } from '../generated.ts'
import type { Appender, Outcome } from '../store/append.ts'
import type { Writer } from '../store/writer.ts'
import { asStatusError, type Failure, MAX_APPEND_BYTES } from './failures.ts'

export type AppendCall = ServerReadableStream<AppendPart, AppendResp>

/** Handles the classic `Streams.Append`: options first, then one event a message, then the answer. */
export function handleAppend(
  writer: Writer,
  appender: Appender,
  call: AppendCall,
  callback: sendUnaryData<AppendResp>,
): void {
  const events: Proposed[] = []
  let options: AppendOptions | undefined
  let bytes = 0
  let answered = false
  const fail = (failure: Failure) => {
    if (answered) return
    answered = true
    callback(asStatusError(failure, options?.stream ?? ''))
  }
  call.on('data', (part: AppendPart) => {
    options = part.options ?? options
    const { event } = part
    if (!event || answered) return
    if ('invalid' in event) return fail({ kind: 'bad request', reason: event.invalid })
    events.push(event)
    bytes += event.data.length
    if (bytes > MAX_APPEND_BYTES) fail({ kind: 'too large' })
  })
  call.on('end', () => {
    if (answered) return
    if (!options?.stream) return fail({ kind: 'bad request', reason: 'an append needs a stream' })
    const { stream, expected } = options
    // A client that gave up is told nothing, so nothing may be written for it either.
    const work = () => (call.cancelled ? undefined : appender.append(stream, expected, events))
    writer.submit(work, (error, outcome) => {
      if (error) return fail({ kind: 'broken', error })
      if (outcome?.kind === 'deleted') return fail(outcome)
      if (outcome) callback(null, appendResponse(outcome))
    })
  })
}

function appendResponse(outcome: Exclude<Outcome, { kind: 'deleted' }>): AppendResp {
  const response = new streams.AppendResp()
  if (outcome.kind === 'wrong') {
    response.setWrongExpectedVersion(wrongExpectedVersion(outcome.expected, outcome.actual))
    return response
  }
  const success = new streams.AppendResp.Success()
  if (outcome.revision < 0) success.setNoStream(new shared.Empty())
  else success.setCurrentRevision(String(outcome.revision))
  if (outcome.position === undefined) success.setNoPosition(new shared.Empty())
  else {
    const position = new streams.AppendResp.Position()
    position.setCommitPosition(String(outcome.position))
    position.setPreparePosition(String(outcome.position))
    success.setPosition(position)
  }
  response.setSuccess(success)
  return response
}

function wrongExpectedVersion(expected: number, actual: number): AppendResp.WrongExpectedVersion {
  const wrong = new streams.AppendResp.WrongExpectedVersion()
  const empty = new shared.Empty()
  if (actual < 0) wrong.setCurrentNoStream(empty)
  else wrong.setCurrentRevision(String(actual))
  if (expected === ANY) wrong.setExpectedAny(empty)
  else if (expected === NO_STREAM) wrong.setExpectedNoStream(empty)
  else if (expected === STREAM_EXISTS) wrong.setExpectedStreamExists(empty)
  else wrong.setExpectedRevision(String(expected))
  return wrong
}
