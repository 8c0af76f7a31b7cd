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

const BEARER = /^Bearer /i
const BEARER_LENGTH = 'Bearer '.length
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

/** Tokens whose signature was checked: that stays right until the token expires. */
export interface KnownTokens {
  /** Who a token names that was checked before and has not expired since. */
  find(token: string): Actor | undefined
  /** {@link verifyToken} for one that is not known; it is from then on. */
  check(token: string): Promise<Actor>
}

/** Remembers whom tokens name, so that each one's signature is checked once only. */
export function knownTokens(secret: Uint8Array): KnownTokens {
  const known = newest<Verified>(KNOWN_TOKENS)
  return {
    find: (token) => {
      const verified = known.get(token)
      if (verified && Date.now() < verified.until) return verified.actor
      known.delete(token)
      return undefined
    },
    check: async (token) => {
      const verified = await verify(token, secret)
      known.set(token, verified)
      return verified.actor
    },
  }
}

/** The token that came with a request: from `Authorization: Bearer`, else from the session cookie. */
export function tokenOf({ headers, server }: FastifyRequest): { token: string | undefined; isBearer: boolean } {
  const { authorization } = headers
  if (authorization && BEARER.test(authorization)) return { token: authorization.slice(BEARER_LENGTH), isBearer: true }
  return { token: headers.cookie && server.parseCookie(headers.cookie)[SESSION_COOKIE], isBearer: false }
}

/** Puts the actor on every request of the API. */
export function authenticate(app: FastifyInstance, secret: Uint8Array): void {
  const tokens = knownTokens(secret)
  app.decorateRequest('actor', null as unknown as Actor)
  app.addHook('onRequest', (request, _reply, done) => {
    request.actor = PUBLIC
    if (!isApiAddress(request.url)) return done()
    const { token, isBearer } = tokenOf(request)
    if (!token) return done()
    if (!isBearer) refuseForeignOrigin(request)
    const known = tokens.find(token)
    if (known) {
      request.actor = known
      return done()
    }
    tokens.check(token).then(
      (actor) => {
        request.actor = actor
        done()
      },
      // A browser cannot take back a cookie that has lost its worth: its owner is signed out, not locked out.
      (error) => done(isBearer ? error : undefined),
    )
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
