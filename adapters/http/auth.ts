import type { FastifyInstance, FastifyRequest } from 'fastify'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { Rejected, type Role } from '../../domain/kernel.ts'
import { Scope } from '../../domain/third-party.ts'
import { newest } from '../newest.ts'
import { isApiAddress } from './api-address.ts'
import type { SessionEnds, SignedIn } from './session-ends.ts'

/** Who is calling. Callers without a token are `public`. */
export interface Actor {
  accountId: string
  merchantId: string
  role: Role
  name: string
  /** Of a call that somebody else's program makes for them. */
  via?: Via
}

/** The third party through which a person acts, and what that one was given. */
export interface Via {
  clientId: string
  authorizationId: string
  scopes: readonly Scope[]
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor
    /** Of whom a token names; callers without one have none. */
    signedIn: SignedIn | undefined
  }
}

export const SESSION_COOKIE = 'madang_session'
/** How long a sign-in lasts, seconds. */
export const SESSION_SECONDS = 12 * 3600
/** How long a third party's access token lasts, seconds; shorter than a sign-in, so that what ends those is known long enough. */
export const ACCESS_SECONDS = 3600

/** Tokens whose signature is remembered. */
const KNOWN_TOKENS = 10_000

const BEARER = /^Bearer /i
const BEARER_LENGTH = 'Bearer '.length
const SIGN_IN_ISSUER = 'madang'
/** Another one, so that a program of before there were third parties takes no token of theirs for a sign-in. */
const THIRD_PARTY_ISSUER = 'madang/third-party'
/** Before the first event. */
const START = -1
const PUBLIC: Actor = { accountId: 'public', merchantId: '', role: 'public', name: '' }
const Claims = z.object({
  sub: z.string(),
  merchantId: z.string(),
  role: z.enum(['owner', 'staff', 'auditor', 'operator']),
  name: z.string(),
  exp: z.int(),
  /** Tokens of before there was one know of nothing. */
  position: z.int().default(START),
})
/** Names of RFC 9068, and ours. */
const ThirdPartyClaims = z.object({
  client_id: z.string(),
  scope: z
    .string()
    .transform((scope) => scope.split(' '))
    .pipe(z.array(Scope)),
  authorization: z.string(),
})

/**
 * Signs a token for an actor, valid {@link SESSION_SECONDS}.
 *
 * @param position of what was last known of the account: what ends sign-ins after it ends this one
 */
export const signToken = (actor: Actor, secret: Uint8Array, position = START): Promise<string> =>
  tokenOfActor(actor, position, {}).setIssuer(SIGN_IN_ISSUER).setExpirationTime(`${SESSION_SECONDS}s`).sign(secret)

/** Signs an access token for a third party that acts for somebody, valid {@link ACCESS_SECONDS}; else as {@link signToken}. */
export function signAccessToken(
  { via, ...actor }: Actor & { via: Via },
  secret: Uint8Array,
  position: number,
): Promise<string> {
  const { clientId, authorizationId, scopes } = via
  const claims = { client_id: clientId, authorization: authorizationId, scope: scopes.join(' ') }
  const token = tokenOfActor(actor, position, claims)
  return token.setIssuer(THIRD_PARTY_ISSUER).setExpirationTime(`${ACCESS_SECONDS}s`).sign(secret)
}

const tokenOfActor = ({ accountId, merchantId, role, name }: Actor, position: number, claims: object) =>
  new SignJWT({ merchantId, role, name, position, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(accountId)
    .setIssuedAt()

/** Who a token names, as of when, and until when, in milliseconds since 1970. */
export interface Verified {
  actor: Actor
  signedIn: SignedIn
  until: number
}

const tokenInvalid = () => new Rejected('TOKEN_INVALID', 'The sign-in has expired or is not valid. Sign in again.')

/** Throws TOKEN_INVALID for a token that is expired, forged or not ours. */
async function verify(token: string, secret: Uint8Array): Promise<Verified> {
  const issuer = [SIGN_IN_ISSUER, THIRD_PARTY_ISSUER]
  const expected = { issuer, algorithms: ['HS256'], requiredClaims: ['exp'] }
  const verified = await jwtVerify(token, secret, expected).catch(() => undefined)
  const claims = Claims.safeParse(verified?.payload)
  if (!claims.success) throw tokenInvalid()
  const { sub, exp, position, ...rest } = claims.data
  const actor = { accountId: sub, ...rest }
  const signedIn = { accountId: sub, position }
  if (verified?.payload.iss === SIGN_IN_ISSUER) return { actor, signedIn, until: exp * 1000 }
  const third = ThirdPartyClaims.safeParse(verified?.payload)
  if (!third.success) throw tokenInvalid()
  const { client_id: clientId, authorization: authorizationId, scope: scopes } = third.data
  const via = { clientId, authorizationId, scopes }
  return { actor: { ...actor, via }, signedIn: { ...signedIn, authorizationId }, until: exp * 1000 }
}

/** Tokens whose signature was checked: that stays right until the token expires. */
export interface KnownTokens {
  /** Whom a token names that was checked before and has neither expired nor been ended since. Throws UNAVAILABLE. */
  find(token: string): Verified | undefined
  /** Whom one names that is not known; it is from then on. Throws TOKEN_INVALID or UNAVAILABLE. */
  check(token: string): Promise<Verified>
}

/** Remembers whom tokens name, so that each one's signature is checked once only; what ends them is asked each time. */
export function knownTokens(secret: Uint8Array, { isOver }: Pick<SessionEnds, 'isOver'>): KnownTokens {
  const known = newest<Verified>(KNOWN_TOKENS)
  return {
    find: (token) => {
      const verified = known.get(token)
      if (verified && Date.now() < verified.until && !isOver(verified.signedIn)) return verified
      known.delete(token)
      return undefined
    },
    check: async (token) => {
      const verified = await verify(token, secret)
      if (isOver(verified.signedIn)) throw tokenInvalid()
      known.set(token, verified)
      return verified
    },
  }
}

/** Whom a token names; nobody, when it is expired, forged or ended. Throws UNAVAILABLE. */
export async function namedBy(tokens: KnownTokens, token: string): Promise<Actor | undefined> {
  try {
    return (tokens.find(token) ?? (await tokens.check(token))).actor
  } catch (error) {
    if (error instanceof Rejected && error.code === 'TOKEN_INVALID') return undefined
    throw error
  }
}

/** The token that came with a request: from `Authorization: Bearer`, else from the session cookie. */
export function tokenOf({ headers, server }: FastifyRequest): { token: string | undefined; isBearer: boolean } {
  const { authorization } = headers
  if (authorization && BEARER.test(authorization)) return { token: authorization.slice(BEARER_LENGTH), isBearer: true }
  return { token: headers.cookie && server.parseCookie(headers.cookie)[SESSION_COOKIE], isBearer: false }
}

/** Puts the actor on every request of the API. */
export function authenticate(app: FastifyInstance, tokens: KnownTokens): void {
  app.decorateRequest('actor', null as unknown as Actor)
  app.decorateRequest('signedIn', undefined)
  app.addHook('onRequest', (request, _reply, done) => {
    request.actor = PUBLIC
    if (!isApiAddress(request.url)) return done()
    const { token, isBearer } = tokenOf(request)
    if (!token) return done()
    if (!isBearer) refuseForeignOrigin(request)
    const known = tokens.find(token)
    if (known) {
      admit(request, known)
      return done()
    }
    tokens.check(token).then(
      (verified) => {
        admit(request, verified)
        done()
      },
      // A browser cannot take back a cookie that has lost its worth: its owner is signed out, not locked out.
      (error) => done(isBearer || error.code !== 'TOKEN_INVALID' ? error : undefined),
    )
  })
}

function admit(request: FastifyRequest, { actor, signedIn }: Verified): void {
  request.actor = actor
  request.signedIn = signedIn
}

/** A cookie travels by itself, so a changing call with one must come from our own pages (cross-site request forgery). */
function refuseForeignOrigin({ method, headers }: FastifyRequest): void {
  if (method === 'GET' || method === 'HEAD') return
  const { origin, host } = headers
  const same = origin !== undefined && URL.canParse(origin) && new URL(origin).host === host
  if (!same) throw new Rejected('FOREIGN_ORIGIN', 'Calls that use the session cookie must come from our own pages.')
}
