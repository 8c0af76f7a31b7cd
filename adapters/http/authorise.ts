import { Rejected, type Role, rule } from '../../domain/kernel.ts'
import type { Scope } from '../../domain/third-party.ts'
import type { Actor } from './auth.ts'

/**
 * Throws NOT_SIGNED_IN or NOT_ALLOWED unless the actor has one of the roles; of third parties also
 * NOT_FOR_THIRD_PARTIES and INSUFFICIENT_SCOPE.
 *
 * @param scope what a third party needs to have been given; left out, it is nothing that one may do
 */
export function authorise(actor: Actor, roles: readonly Role[], scope?: Scope): void {
  if (actor.via) {
    rule(scope !== undefined, 'NOT_FOR_THIRD_PARTIES', 'Only the person can do this, signed in to Madang.')
    rule(actor.via.scopes.includes(scope), 'INSUFFICIENT_SCOPE', `The person has not given you the scope ${scope}.`)
  }
  if (roles.includes('public') || roles.includes(actor.role)) return
  if (actor.role === 'public') throw new Rejected('NOT_SIGNED_IN', 'Sign in first; then try again.')
  throw new Rejected('NOT_ALLOWED', `This needs one of the roles ${roles.join(', ')}; yours is ${actor.role}.`)
}
