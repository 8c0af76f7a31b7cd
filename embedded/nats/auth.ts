import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

export interface Credentials {
  username?: string | undefined
  password?: string | undefined
  token?: string | undefined
}

/** What a client says of itself. What it leaves out is as it was: verbose and pedantic, as nats-server has it. */
export const ConnectOptions = z.object({
  verbose: z.boolean().optional(),
  pedantic: z.boolean().optional(),
  echo: z.boolean().optional(),
  headers: z.boolean().optional(),
  no_responders: z.boolean().optional(),
  protocol: z.number().int().optional(),
  user: z.string().optional(),
  pass: z.string().optional(),
  auth_token: z.string().optional(),
})
export type ConnectOptions = z.infer<typeof ConnectOptions>

export const isRequired = ({ username, token }: Credentials) => username !== undefined || token !== undefined

/** Compares digests, so that neither time nor length tell how much of a secret was right. */
function same(given: string | undefined, wanted: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest()
  return timingSafeEqual(digest(given ?? ''), digest(wanted)) && given !== undefined
}

export function mayEnter(wanted: Credentials, given: ConnectOptions): boolean {
  if (!isRequired(wanted)) return true
  if (wanted.token !== undefined && same(given.auth_token, wanted.token)) return true
  return wanted.username !== undefined && same(given.user, wanted.username) && same(given.pass, wanted.password ?? '')
}
