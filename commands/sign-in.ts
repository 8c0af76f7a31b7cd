import { hash, verify } from '@node-rs/argon2'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { type Actor, SESSION_COOKIE, SESSION_SECONDS, signToken } from '../adapters/http/auth.ts'
import { Email } from '../domain/email.ts'
import { rule } from '../domain/kernel.ts'
import { accountIdsOf } from './account-ids.ts'
import type { CommandResult } from './handle.ts'
import { Code } from './preparations/second-factor.ts'

/** An account as sign-in needs it. */
export interface Account {
  actor: Actor
  passwordHash: string
  /** Of what was last known of it. */
  position: number
}

/** What sessions are begun with. */
export interface SessionDeps {
  tokenSecret: Uint8Array
  /** Cookies are for encrypted connections only, but for a laptop's plain address. */
  secureCookie: boolean
}

export interface SignInDeps extends SessionDeps {
  /**
   * The open one of an address's accounts.
   *
   * @param minPosition waits until the read model is there, so that one can sign in right after signing up
   */
  findAccount(accountIds: readonly string[], minPosition: number | undefined): Promise<Account | undefined>
  keyedHash(purpose: string, value: string): string
  /** Takes the code of who has given the right password; that it was refused is an event too. Throws Rejected without a code. */
  checkSecondFactor(actor: Actor, code: string | undefined): Promise<Pick<CommandResult, 'events'>>
  /** Tries a minute for one address and e-mail. */
  triesPerMinute: number
}

export const SignIn = z.object({
  email: Email,
  password: z.string().min(1).max(200),
  code: Code.optional().describe('of an account with a second factor: what its app shows, or a recovery code'),
})
const Query = z.object({ 'min-position': z.coerce.number().int().optional() })

const cookieOf = ({ secureCookie }: SessionDeps) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: secureCookie,
})

/** Begins a session of an account: its token, which goes into the cookie too. */
export async function beginSession(
  deps: SessionDeps,
  { actor, position }: Pick<Account, 'actor' | 'position'>,
  reply: FastifyReply,
) {
  const token = await signToken(actor, deps.tokenSecret, position)
  const expiresAt = new Date(Date.now() + SESSION_SECONDS * 1000).toISOString()
  reply.setCookie(SESSION_COOKIE, token, { ...cookieOf(deps), maxAge: SESSION_SECONDS })
  return { token, expiresAt, account: actor }
}

/** Routes for signing in and out. */
export function registerSignIn(app: FastifyInstance, deps: SignInDeps): void {
  // Checked when there is no such account, so that both cases take the same time.
  const decoy = hash(crypto.randomUUID())
  const keyGenerator = ({ ip, body }: { ip: string; body: unknown }) =>
    `sign-in:${ip}:${Email.safeParse((body as { email?: unknown } | null)?.email).data}`
  const rateLimit = { max: deps.triesPerMinute, timeWindow: '1 minute', hook: 'preHandler' as const, keyGenerator }
  app.post('/api/v1/sign-in', { config: { rateLimit } }, async (request, reply) => {
    const { email, password, code } = SignIn.parse(request.body)
    const account = await deps.findAccount(
      accountIdsOf(email, deps.keyedHash),
      Query.parse(request.query)['min-position'],
    )
    const matches = await verify(account?.passwordHash ?? (await decoy), password).catch(() => false)
    rule(account !== undefined && matches, 'SIGN_IN_FAILED', 'E-mail or password is wrong.')
    const { events } = await deps.checkSecondFactor(account.actor, code)
    const isRefused = events.includes('SecondFactorRefused')
    rule(!isRefused, 'SECOND_FACTOR_FAILED', 'The code is wrong or was used before. Wait for the next one.')
    return beginSession(deps, account, reply)
  })
  app.post('/api/v1/sign-out', (_request, reply) =>
    reply.clearCookie(SESSION_COOKIE, cookieOf(deps)).status(204).send(),
  )
}
