import type { EventStore } from '../../adapters/event-store/event-store.ts'
import type { Actor, KnownTokens } from '../../adapters/http/auth.ts'
import { Id, Rejected } from '../../domain/kernel.ts'
import { type ThirdPartyState, thirdParty } from '../../domain/third-party.ts'
import type { SendCommand } from '../handle.ts'
import { loadState } from '../preparation.ts'

/** Where the routes for third parties are. */
export const OAUTH_PREFIX = '/api/v1/oauth'

/** What the routes for third parties work with. */
export interface OAuthDeps {
  send: SendCommand
  streams: Pick<EventStore, 'readStream'>
  /** Who has an account that is open, and the position of what last ended its sign-ins (-1: nothing). */
  personOf(accountId: string): Promise<{ actor: Actor; endedAt: number } | undefined>
  keyedHash(purpose: string, value: string): string
  tokenSecret: Uint8Array
  tokens: KnownTokens
  /** Where people reach our pages: the issuer (RFC 8414). */
  publicOrigin(): string
  registrationsPerMinute: number
}

/** Nobody's own commands: they are sent by the routes, in the name of whom they concern. */
export const asSystem = ({ accountId, merchantId }: Pick<Actor, 'accountId' | 'merchantId'>): Actor => ({
  ...{ accountId, merchantId },
  role: 'system',
  name: '',
})

/** A registered third party. Throws INVALID_CLIENT when there is none. */
export async function clientOf(
  { streams }: Pick<OAuthDeps, 'streams'>,
  clientId: string,
): Promise<Exclude<ThirdPartyState, { status: 'none' }>> {
  const state = Id.safeParse(clientId).success ? await loadState(streams, thirdParty, clientId) : thirdParty.initial
  if (state.status === 'none') throw new Rejected('INVALID_CLIENT', 'No app is registered under this client_id.')
  return state
}
