import { z } from 'zod'
import { Rejected, rule } from '../../domain/kernel.ts'
import { Scope } from '../../domain/third-party.ts'
import { isRegistered } from './client-metadata.ts'
import { clientOf, type OAuthDeps } from './oauth-deps.ts'

/** What has to be right before anybody is sent anywhere. */
const Sender = z.object({
  client_id: z.string().max(64),
  redirect_uri: z.string().max(500),
  state: z.string().max(2_000).optional(),
})
/** What is asked for; whoever asks wrongly is told so where they wait (RFC 6749, 4.1.2.1). */
const Asked = z.object({
  code_challenge: z.string().regex(/^[\w-]{43}$/, 'of S256'),
  code_challenge_method: z.literal('S256'),
})

/** A request for an authorization, all of it checked. */
export interface AuthorizationRequest {
  clientId: string
  clientName: string
  redirectUri: string
  state: string | undefined
  scopes: Scope[]
  codeChallenge: string
}
/** Either it is right, or it says where to send the person with what is wrong. */
export type Checked = { request: AuthorizationRequest } | { redirectTo: string }

/** A third party's address with an answer for it; `iss` says whose answer it is (RFC 9207). */
export function answerAddress(redirectUri: string, answer: Record<string, string | undefined>, issuer: string): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries({ ...answer, iss: issuer }))
    if (value !== undefined) url.searchParams.append(name, value)
  return url.href
}

/**
 * Checks what a third party asks for.
 *
 * @param parameters as they came, by RFC 6749, 7636 and 8707
 * @throws INVALID_CLIENT, INVALID_REDIRECT_URI and ZodError, of which only the person may be told
 */
export async function checkRequest(deps: OAuthDeps, parameters: unknown): Promise<Checked> {
  const { client_id: clientId, redirect_uri: redirectUri, state } = Sender.parse(parameters)
  const { name: clientName, redirectUris } = await clientOf(deps, clientId)
  rule(isRegistered(redirectUri, redirectUris), 'INVALID_REDIRECT_URI', 'The app did not register this redirect_uri.')
  try {
    const { scope, response_type, resource } = Object(parameters)
    rule(response_type === 'code', 'UNSUPPORTED_RESPONSE_TYPE', 'Only response_type=code is known.')
    mustBeOurs(resource, deps.publicOrigin())
    const asked = Asked.parse(parameters)
    const scopes = scopesOf(scope)
    return { request: { clientId, clientName, redirectUri, state, scopes, codeChallenge: asked.code_challenge } }
  } catch (error) {
    const { code, message } = toldOf(error)
    const answer = { error: code, error_description: message, state }
    return { redirectTo: answerAddress(redirectUri, answer, deps.publicOrigin()) }
  }
}

function toldOf(error: unknown): { code: string; message: string } {
  if (error instanceof Rejected) return { code: error.code.toLowerCase(), message: error.message }
  if (error instanceof z.ZodError) return { code: 'invalid_request', message: 'PKCE with S256 is needed.' }
  throw error
}

/** Those that are known, since clients may ask for more than there are; who changes things may look too. */
function scopesOf(asked: unknown): Scope[] {
  if (asked === undefined || asked === '') return ['read']
  const known = String(asked)
    .split(' ')
    .filter((one) => Scope.safeParse(one).success)
  rule(known.length > 0, 'INVALID_SCOPE', `Known scopes: ${Scope.options.join(' ')}.`)
  return known.includes('write') ? ['read', 'write'] : ['read']
}

/** Throws INVALID_TARGET when a token is asked for to be used elsewhere (RFC 8707). */
export function mustBeOurs(resource: unknown, publicOrigin: string): void {
  if (resource === undefined) return
  const named = [resource].flat().map(String)
  const areOurs = named.every((one) => URL.canParse(one) && new URL(one).origin === new URL(publicOrigin).origin)
  rule(areOurs, 'INVALID_TARGET', 'Tokens of ours are good here only.')
}
