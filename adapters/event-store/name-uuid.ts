import { hash } from 'node:crypto'

const VARIANTS = '89ab'

/**
 * The UUID of a name in a namespace (RFC 9562, version 5): the same name always gives the same one. A command makes several,
 * so the digest is taken in one step.
 *
 * @param namespace a UUID
 */
export function nameUuid(name: string, namespace: string): string {
  const bytes = Buffer.from(namespace.replaceAll('-', ''), 'hex')
  const digest = hash('sha1', Buffer.concat([bytes, Buffer.from(name)]))
  const variant = VARIANTS[Number.parseInt(digest[16] ?? '', 16) & 3]
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}
