import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import type { Actor } from '../adapters/http/auth.ts'
import { authorise } from '../adapters/http/authorise.ts'
import { account } from '../domain/account.ts'
import { rule } from '../domain/kernel.ts'
import type { CommandResult } from './handle.ts'
import { loadState, type PrepareContext } from './preparation.ts'
import { ChangePasswordInput, TRIES_PER_MINUTE } from './preparations/password.ts'
import { beginSession, type SessionDeps } from './sign-in.ts'

export interface ChangePasswordDeps extends SessionDeps {
  /** Takes the new password of who is signed in; that the present one was wrong is an event too. Throws Rejected. */
  changePassword(
    actor: Actor,
    input: z.output<typeof ChangePasswordInput>,
  ): Promise<Pick<CommandResult, 'events' | 'position'>>
  streams: PrepareContext['store']
}

const ANYONE = ['owner', 'staff', 'auditor', 'operator'] as const

/** The route that replaces the own password: it ends every session of the account, and begins another one here. */
export function registerChangePassword(app: FastifyInstance, deps: ChangePasswordDeps): void {
  const config = { rateLimit: { max: TRIES_PER_MINUTE, timeWindow: '1 minute' } }
  app.post('/api/v1/change-password', { config }, async ({ actor, body }, reply) => {
    authorise(actor, ANYONE)
    const { events, position } = await deps.changePassword(actor, ChangePasswordInput.parse(body))
    rule(!events.includes('PasswordRefused'), 'PASSWORD_WRONG', 'This is not the password of your account.')
    // Another role or a closing of a moment ago, of which this process need not have heard, must not be outlived.
    const state = await loadState(deps.streams, account, actor.accountId)
    rule(state.status !== 'closed', 'TOKEN_INVALID', 'The account was closed meanwhile.')
    const role = state.status === 'open' ? state.role : actor.role
    return beginSession(deps, { actor: { ...actor, role }, position }, reply)
  })
}
