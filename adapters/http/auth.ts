import type { FastifyInstance, FastifyRequest } from 'fastify'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { Rejected, type Role } from '../../domain/kernel.ts'
import { newest } from '../newest.ts'
import { isApiAddress } from './api-address.ts'

/** Who is calling. Callers without a token are `public`. */
export interface Actor {
  accountId: string
  merchantId: string
  role: Role
  name: string
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor
  }
}

export const SESSION_COOKIE = 'madang_session'
/** How long a sign-in lasts, seconds. */
export const SESSION_SECONDS = 12 * 3600

/** Tokens whose signature is remembered. */
const KNOWN_TOKENS = 10_000

const PUBLIC: Actor = { accountId: 'public', merchantId: '', role: 'public', name: '' }
const Claims = z.object({
  sub: z.string(),
  merchantId: z.string(),
  role: z.enum(['owner', 'staff', 'auditor', 'operator']),
  name: z.string(),
  exp: z.int(),
})

/** Signs a token for an actor, valid {@link SESSION_SECONDS}. */
export const signToken = (actor: Actor, secret: Uint8Array): Promise<string> =>
  new SignJWT({ merchantId: actor.merchantId, role: actor.role, name: actor.name })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(actor.accountId)
    .setIssuer('madang')
    .setIssuedAt()
    .setExpirationTime(`${SESSION_SECONDS}s`)
    .sign(secret)

/** Who a token names, and until when, in milliseconds since 1970. */
interface Verified {
  actor: Actor
  until: number
}

/** The actor of a token. Throws TOKEN_INVALID for one that is expired, forged or not ours. */
export const verifyToken = async (token: string, secret: Uint8Array): Promise<Actor> =>
  (await verify(token, secret)).actor

async function verify(token: string, secret: Uint8Array): Promise<Verified> {
  const expected = { issuer: 'madang', algorithms: ['HS256'], requiredClaims: ['exp'] }
  const verified = await jwtVerify(token, secret, expected).catch(() => undefined)
  const claims = Claims.safeParse(verified?.payload)
  if (!claims.success) throw new Rejected('TOKEN_INVALID', 'The sign-in has expired or is not valid. Sign in again.')
  const { sub, exp, ...rest } = claims.data
  return { actor: { accountId: sub, ...rest }, until: exp * 1000 }
}

/** {@link verifyToken} that checks each token's signature once only: it stays right until the token expires. */
export function tokenVerifier(secret: Uint8Array): (token: string) => Promise<Actor> {
  const known = newest<Verified>(KNOWN_TOKENS)
  return async (token) => {
    const before = known.get(token)
    if (before && Date.now() < before.until) return before.actor
    known.delete(token)
    const verified = await verify(token, secret)
    known.set(token, verified)
    return verified.actor
  }
}

/** Puts the actor on every request: from `Authorization: Bearer`, else from the session cookie. */
export function authenticate(app: FastifyInstance, secret: Uint8Array): void {
  const actorOf = tokenVerifier(secret)
  app.decorateRequest('actor', null as unknown as Actor)
  app.addHook('onRequest', async (request) => {
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const cookie = request.cookies[SESSION_COOKIE]
    const token = bearer ?? cookie
    request.actor = PUBLIC
    if (!token || !isApiAddress(request.url)) return
    if (!bearer) refuseForeignOrigin(request)
    // A browser cannot take back a cookie that has lost its worth: its owner is signed out, not locked out.
    request.actor = await actorOf(token).catch((error) => {
      if (bearer) throw error
      return PUBLIC
    })
  })
}

/** A cookie travels by itself, so a changing call with one must come from our own pages (cross-site request forgery). */
function refuseForeignOrigin({ method, headers }: FastifyRequest): void {
  if (method === 'GET' || method === 'HEAD') return
  const { origin, host } = headers
  const same = origin !== undefined && URL.canParse(origin) && new URL(origin).host === host
  if (!same) throw new Rejected('FOREIGN_ORIGIN', 'Calls that use the session cookie must come from our own pages.')
}

/** Throws NOT_SIGNED_IN or NOT_ALLOWED unless the actor has one of the roles. */
export function authorise(actor: Actor, roles: readonly Role[]): void {
  if (roles.includes('public') || roles.includes(actor.role)) return
  if (actor.role === 'public') throw new Rejected('NOT_SIGNED_IN', 'Sign in first; then try again.')
  throw new Rejected('NOT_ALLOWED', `This needs one of the roles ${roles.join(', ')}; yours is ${actor.role}.`)
}
