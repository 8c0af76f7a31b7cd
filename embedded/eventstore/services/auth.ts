import { createHash, timingSafeEqual } from 'node:crypto'
import { type Metadata, status } from '@grpc/grpc-js'
import { type StatusError, statusError } from './failures.ts'

export type Authenticate = (metadata: Metadata) => StatusError | undefined

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * Checks Basic credentials where a call brings some. One without any passes: the official client never sends
 * credentials over a connection without TLS, and this server listens on the loopback interface only.
 */
export function authenticator(username: string | undefined, password: string | undefined): Authenticate {
  if (username === undefined && password === undefined) return () => undefined
  const expected = digest(`${username ?? ''}:${password ?? ''}`)
  return (metadata) => {
    const [header] = metadata.get('authorization')
    if (header === undefined) return undefined
    const [, encoded = ''] = /^Basic\s+(\S+)$/i.exec(header.toString()) ?? []
    const given = digest(Buffer.from(encoded, 'base64').toString())
    return timingSafeEqual(given, expected) ? undefined : statusError(status.UNAUTHENTICATED, 'wrong credentials')
  }
}
