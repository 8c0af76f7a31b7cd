import type { FastifyInstance, FastifyRequest } from 'fastify'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { Rejected, type Role } from '../../domain/kernel.ts'

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

const PUBLIC: Actor = { accountId: 'public', merchantId: '', role: 'public', name: '' }
const Claims = z.object({
  sub: z.string(),
  merchantId: z.string(),
  role: z.enum(['owner', 'staff', 'auditor', 'operator']),
  name: z.string(),
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

/** The actor of a token. Throws TOKEN_INVALID for one that is expired, forged or not ours. */
export async function verifyToken(token: string, secret: Uint8Array): Promise<Actor> {
  const expected = { issuer: 'madang', algorithms: ['HS256'], requiredClaims: ['exp'] }
  const verified = await jwtVerify(token, secret, expected).catch(() => undefined)
  const claims = Claims.safeParse(verified?.payload)
  if (!claims.success) throw new Rejected('TOKEN_INVALID', 'The sign-in has expired or is not valid. Sign in again.')
  const { sub, ...rest } = claims.data
  return { accountId: sub, ...rest }
}

/** Puts the actor on every request: from `Authorization: Bearer`, else from the session cookie. */
export function authenticate(app: FastifyInstance, secret: Uint8Array): void {
  app.decorateRequest('actor', null as unknown as Actor)
  app.addHook('onRequest', async (request) => {
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const cookie = request.cookies[SESSION_COOKIE]
    const token = bearer ?? cookie
    request.actor = PUBLIC
    if (!token || !request.url.startsWith('/api/')) return
    if (!bearer) refuseForeignOrigin(request)
    // A browser cannot take back a cookie that has lost its worth: its owner is signed out, not locked out.
    request.actor = await verifyToken(token, secret).catch((error) => {
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
