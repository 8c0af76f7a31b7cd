import { z } from 'zod'
import { Rejected } from '../../domain/kernel.ts'

const MOST_ADDRESSES = 10
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

const isLoopback = ({ protocol, hostname }: URL) => protocol === 'http:' && LOOPBACK.has(hostname)

/** Where a person may be sent back to: encrypted, or to the own machine (RFC 8252, 7.3). */
export const RedirectUri = z
  .string()
  .max(500)
  .refine((text) => {
    if (!URL.canParse(text) || text.includes('#')) return false
    const url = new URL(text)
    return (url.protocol === 'https:' || isLoopback(url)) && url.username === '' && url.password === ''
  }, 'https, or http on localhost; without a fragment or a user')

/** Of the rest we take no notice, as we may. */
const ClientMetadata = z.object({
  redirect_uris: z.array(RedirectUri).min(1).max(MOST_ADDRESSES),
  // People read it when they are asked, so nothing may be in it that does not show.
  client_name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, 'a name that shows as it is')
    .optional(),
})

/** What a third party says of itself (RFC 7591). Throws INVALID_REDIRECT_URI or INVALID_CLIENT_METADATA. */
export function clientMetadataOf(body: unknown): z.output<typeof ClientMetadata> {
  const { data, error } = ClientMetadata.safeParse(body)
  if (data) return data
  const said = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  const isAddress = error.issues.some(({ path }) => path[0] === 'redirect_uris')
  if (isAddress) throw new Rejected('INVALID_REDIRECT_URI', said)
  throw new Rejected('INVALID_CLIENT_METADATA', said)
}

/** Whether an address is one of those that were registered, letter for letter; on the own machine any port will do (RFC 8252). */
export const isRegistered = (uri: string, registered: readonly string[]): boolean =>
  registered.includes(uri) || (RedirectUri.safeParse(uri).success && registered.some((one) => isSameButPort(uri, one)))

function isSameButPort(uri: string, registered: string): boolean {
  const [one, other] = [new URL(uri), new URL(registered)]
  if (!isLoopback(one) || !isLoopback(other)) return false
  one.port = other.port = ''
  return one.href === other.href
}

/** `books.example`, of an address that was registered. */
export const hostOf = (redirectUri: string): string => new URL(redirectUri).host
