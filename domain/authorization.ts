import { z } from 'zod'
import { type Aggregate, commandsOf, type EventOf, eventsOf, evolveBy, Id, Rejected } from './kernel.ts'
import { Scope } from './third-party.ts'

/** A code has to be redeemed within so long (RFC 6749, 4.1.2: shortly). */
const CODE_MS = 60_000
/** A third party that was not here for so long has to ask again. */
export const UNUSED_MS = 90 * 24 * 3_600_000

/** Keyed hash of a code or a token, which themselves are never kept. */
const Hash = Id
const End = z.enum(['disconnected', 'revoked', 'code-reused', 'token-reused', 'sign-ins-ended'])

const of = { authorizationId: Id, accountId: Id, merchantId: Id, at: z.iso.datetime() }
const shapes = {
  ThirdPartyAuthorized: z.object({
    ...of,
    clientId: Id,
    /** What it called itself then, and where it had the person sent back to. */
    clientName: z.string(),
    redirectUri: z.string(),
    scopes: z.array(Scope).min(1),
    codeHash: Hash,
    /** Of the verifier that only who began has (RFC 7636, S256). */
    codeChallenge: z.string(),
    /** Position of what was known of the account: what ends sign-ins after it ends this too. */
    asOf: z.int(),
  }),
  ThirdPartyConnected: z.object({ ...of, refreshHash: Hash }),
  ThirdPartyTokenRefreshed: z.object({ ...of, refreshHash: Hash }),
  ThirdPartyAuthorizationEnded: z.object({ ...of, why: End }),
}
export type AuthorizationEvent = EventOf<typeof shapes>
type Given = Omit<z.infer<typeof shapes.ThirdPartyAuthorized>, 'clientName'>
export type AuthorizationState =
  | { status: 'none' }
  | ({ status: 'given' } & Given)
  | ({ status: 'ended' } & Given)
  | ({ status: 'connected'; refreshHash: string; refreshedAt: string } & Given)

const command = commandsOf<AuthorizationState, AuthorizationEvent>()
const invalid = () =>
  new Rejected('INVALID_GRANT', 'The code or token is expired, used or not ours. Ask the person again.')
/** Ended, or of another third party, it is refused in the same words as one that never was. */
function mustBeOf(
  clientId: string,
  state: AuthorizationState,
): asserts state is Extract<AuthorizationState, { status: 'given' | 'connected' }> {
  if (state.status === 'none' || state.status === 'ended' || state.clientId !== clientId) throw invalid()
}
const since = (from: string, now: string) => Date.parse(now) - Date.parse(from)
const whose = ({ authorizationId, accountId, merchantId }: Given) => ({ authorizationId, accountId, merchantId })
const end = (given: Given, at: string, why: z.infer<typeof End>): AuthorizationEvent[] => [
  { type: 'ThirdPartyAuthorizationEnded', data: { ...whose(given), at, why } },
]

const AuthorizeThirdParty = command({
  summary: 'A person lets a third party act for them; the code for it is good once and for a minute.',
  roles: ['system'],
  creates: true,
  schema: shapes.ThirdPartyAuthorized.omit({ at: true }),
  decide: (c, state, { now }) =>
    state.status === 'none' ? [{ type: 'ThirdPartyAuthorized', data: { ...c, at: now } }] : [],
})

const Presented = z.object({
  authorizationId: Id,
  clientId: Id,
  /** Whether what ends sign-ins has happened to the account since. */
  isOver: z.boolean(),
})

const RedeemAuthorizationCode = command({
  summary: 'Take the code that a third party was sent, for its first tokens. A second time it ends the authorization.',
  roles: ['system'],
  schema: Presented.extend({ codeHash: Hash, codeChallenge: z.string(), redirectUri: z.string(), refreshHash: Hash }),
  decide: ({ clientId, isOver, refreshHash, ...c }, state, { now }) => {
    mustBeOf(clientId, state)
    if (state.codeHash !== c.codeHash) throw invalid()
    // Two had the code (RFC 6749, 4.1.2).
    if (state.status === 'connected') return end(state, now, 'code-reused')
    const isSame = state.codeChallenge === c.codeChallenge && state.redirectUri === c.redirectUri
    if (!isSame || since(state.at, now) > CODE_MS) throw invalid()
    if (isOver) return end(state, now, 'sign-ins-ended')
    return [{ type: 'ThirdPartyConnected', data: { ...whose(state), refreshHash, at: now } }]
  },
})

const RefreshThirdPartyToken = command({
  summary: 'Take a refresh token for new tokens. One that was used before ends the authorization.',
  roles: ['system'],
  schema: Presented.extend({ refreshHash: Hash, nextHash: Hash }),
  decide: ({ clientId, isOver, refreshHash, nextHash }, state, { now }) => {
    mustBeOf(clientId, state)
    if (state.status !== 'connected') throw invalid()
    // Only tokens that we made come here, so another one is a former one: two have it (RFC 9700, 4.14.2).
    if (state.refreshHash !== refreshHash) return end(state, now, 'token-reused')
    if (since(state.refreshedAt, now) > UNUSED_MS) throw invalid()
    if (isOver) return end(state, now, 'sign-ins-ended')
    return [{ type: 'ThirdPartyTokenRefreshed', data: { ...whose(state), refreshHash: nextHash, at: now } }]
  },
})

const RevokeThirdPartyToken = command({
  summary: 'A third party gives its tokens back (RFC 7009); the authorization ends.',
  roles: ['system'],
  schema: z.object({ authorizationId: Id, clientId: Id }),
  decide: ({ clientId }, state, { now }) => {
    if (state.status === 'ended' && state.clientId === clientId) return []
    mustBeOf(clientId, state)
    return end(state, now, 'revoked')
  },
})

const DisconnectThirdParty = command({
  summary: 'End what the caller lets a third party do; its tokens are void everywhere within a second or two.',
  roles: ['owner', 'staff', 'auditor', 'operator'],
  schema: z.object({ authorizationId: Id, accountId: Id }),
  foreign: missing,
  decide: ({ accountId }, state, { now }) => {
    if (state.status === 'none' || state.accountId !== accountId) throw missing()
    return state.status === 'ended' ? [] : end(state, now, 'disconnected')
  },
})

function missing(): Rejected {
  return new Rejected('AUTHORIZATION_NOT_FOUND', 'You have not let such an app in.')
}

/** What a person lets a third party do for them, from their yes until it ends; nobody begins it anew. */
export const authorization: Aggregate<AuthorizationState, AuthorizationEvent> = {
  name: 'authorization',
  idField: 'authorizationId',
  initial: { status: 'none' },
  events: eventsOf(shapes, { v: 1, public: false }),
  commands: {
    AuthorizeThirdParty,
    RedeemAuthorizationCode,
    RefreshThirdPartyToken,
    RevokeThirdPartyToken,
    DisconnectThirdParty,
  },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<AuthorizationState, AuthorizationEvent>({
    ThirdPartyAuthorized: (_, { clientName: _name, ...given }) => ({ status: 'given', ...given }),
    ThirdPartyConnected: renewed,
    ThirdPartyTokenRefreshed: renewed,
    ThirdPartyAuthorizationEnded: (state) => (state.status === 'none' ? state : { ...state, status: 'ended' }),
  }),
}

function renewed(state: AuthorizationState, token: { refreshHash: string; at: string }): AuthorizationState {
  if (state.status === 'none') return state
  return { ...state, status: 'connected', refreshHash: token.refreshHash, refreshedAt: token.at }
}
