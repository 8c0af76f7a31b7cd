import { z } from 'zod'
import { ACCESS_SECONDS, namedBy, signAccessToken } from '../../adapters/http/auth.ts'
import { type AuthorizationState, authorization } from '../../domain/authorization.ts'
import { Rejected, rule } from '../../domain/kernel.ts'
import { loadState } from '../preparation.ts'
import { mustBeOurs } from './authorization-request.ts'
import { asSystem, clientOf, type OAuthDeps } from './oauth-deps.ts'
import { challengeOf, drawSecret, readSecret } from './secrets.ts'

const Secret = z.string().min(1).max(300)
const Shared = z.object({ grant_type: z.string(), client_id: z.string(), resource: z.unknown().optional() })
const Redeeming = z.object({
  code: Secret,
  redirect_uri: z.string(),
  code_verifier: z.string().regex(/^[\w.~-]{43,128}$/, 'of RFC 7636'),
})
const Refreshing = z.object({ refresh_token: Secret })
const Revoking = z.object({ token: z.string().max(4_000), client_id: z.string() })

/** A successful answer of the token endpoint (RFC 6749, 5.1). */
export interface Tokens {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  refresh_token: string
  scope: string
}

/** What a grant brings: the authorization it names, and the command that decides, once there is a next token. */
interface Brought {
  authorizationId: string
  type: string
  commandOf(nextHash: string): object
}
const GRANTS: Record<string, (keyedHash: OAuthDeps['keyedHash'], parameters: unknown) => Brought> = {
  authorization_code: (keyedHash, parameters) => {
    const { code, redirect_uri: redirectUri, code_verifier } = Redeeming.parse(parameters)
    const { authorizationId, hash: codeHash } = readSecret(keyedHash, 'authorization-code', code) ?? invalid()
    const presented = { codeHash, redirectUri, codeChallenge: challengeOf(code_verifier) }
    const commandOf = (refreshHash: string) => ({ ...presented, refreshHash })
    return { authorizationId, type: 'RedeemAuthorizationCode', commandOf }
  },
  refresh_token: (keyedHash, parameters) => {
    const { refresh_token } = Refreshing.parse(parameters)
    const { authorizationId, hash: refreshHash } = readSecret(keyedHash, 'refresh-token', refresh_token) ?? invalid()
    return { authorizationId, type: 'RefreshThirdPartyToken', commandOf: (nextHash) => ({ refreshHash, nextHash }) }
  },
}

function invalid(): never {
  throw new Rejected('INVALID_GRANT', 'This is no code or token of ours.')
}

/**
 * Gives tokens for a code or for a refresh token. What is right is decided by the authorization, at its revision: of
 * two who come with the same one, one gets tokens and the other ends them.
 *
 * @throws INVALID_GRANT, INVALID_CLIENT, UNSUPPORTED_GRANT_TYPE, INVALID_TARGET, ZodError
 */
export async function giveTokens(deps: OAuthDeps, parameters: unknown, correlationId: string): Promise<Tokens> {
  const { grant_type, client_id: clientId, resource } = Shared.parse(parameters)
  const grant = Object.hasOwn(GRANTS, grant_type) ? GRANTS[grant_type] : undefined
  rule(grant !== undefined, 'UNSUPPORTED_GRANT_TYPE', `Known: ${Object.keys(GRANTS).join(', ')}.`)
  await clientOf(deps, clientId)
  mustBeOurs(resource, deps.publicOrigin())
  const { keyedHash, send, personOf } = deps
  const { authorizationId, type, commandOf } = grant(keyedHash, parameters)
  const given = await givenOf(deps, authorizationId)
  const person = await personOf(given.accountId)
  const isOver = person === undefined || person.endedAt > given.asOf
  const refresh = drawSecret(keyedHash, 'refresh-token', authorizationId)
  const input = { authorizationId, clientId, isOver, ...commandOf(refresh.hash) }
  const { events } = await send({ type, actor: asSystem(given), input, correlationId })
  if (person === undefined || events.includes('ThirdPartyAuthorizationEnded'))
    throw new Rejected('INVALID_GRANT', 'It was used before, or the person has signed out. Ask the person again.')
  const via = { clientId, authorizationId, scopes: given.scopes }
  const access = await signAccessToken({ ...person.actor, via }, deps.tokenSecret, given.asOf)
  return {
    access_token: access,
    token_type: 'Bearer',
    expires_in: ACCESS_SECONDS,
    refresh_token: refresh.text,
    scope: given.scopes.join(' '),
  }
}

type Given = Exclude<AuthorizationState, { status: 'none' }>

async function givenOf({ streams }: OAuthDeps, authorizationId: string): Promise<Given> {
  const state = await loadState(streams, authorization, authorizationId)
  return state.status === 'none' ? invalid() : state
}

/**
 * Ends an authorization whose third party gives one of its tokens back (RFC 7009). A token that is none, or no longer,
 * is no error: it is as void as was asked for.
 *
 * @throws INVALID_CLIENT, INVALID_GRANT for a token of another third party, ZodError
 */
export async function revoke(deps: OAuthDeps, parameters: unknown, correlationId: string): Promise<void> {
  const { token, client_id: clientId } = Revoking.parse(parameters)
  await clientOf(deps, clientId)
  const authorizationId =
    readSecret(deps.keyedHash, 'refresh-token', token)?.authorizationId ??
    (await namedBy(deps.tokens, token))?.via?.authorizationId
  if (authorizationId === undefined) return
  const actor = asSystem(await givenOf(deps, authorizationId))
  await deps.send({ type: 'RevokeThirdPartyToken', actor, input: { authorizationId, clientId }, correlationId })
}
