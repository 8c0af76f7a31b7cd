import type { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js'
import { asStatusError } from '../services/failures.ts'
import type { GroupKey } from './failures.ts'
import { ALL } from './settings.ts'

interface Target {
  getStreamIdentifier(): StreamIdentifier | undefined
  hasAll(): boolean
  getGroupName(): string
  /** Newer clients name the stream in here. */
  getStream?(): { getStreamIdentifier(): StreamIdentifier | undefined } | undefined
}

/** Which group a request is about. Throws a StatusError when it does not say. */
export function keyOf(options: Target | undefined): GroupKey {
  if (!options) throw asStatusError({ kind: 'bad request', reason: 'a request needs options' }, '')
  const name = options.getGroupName()
  if (name === '') throw asStatusError({ kind: 'bad request', reason: 'a group needs a name' }, '')
  if (options.hasAll()) return { stream: ALL, name }
  return { stream: streamName(options.getStreamIdentifier() ?? options.getStream?.()?.getStreamIdentifier()), name }
}

/** Throws a StatusError for a name that no stream can have. */
export function streamName(identifier: StreamIdentifier | undefined): string {
  const stream = Buffer.from(identifier?.getStreamName_asU8() ?? []).toString()
  if (stream === '' || stream === ALL)
    throw asStatusError({ kind: 'bad request', reason: `a request needs a stream's name, not '${stream}'` }, '')
  return stream
}
