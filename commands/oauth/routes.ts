import type { FastifyInstance } from 'fastify'
import { type Problem, sendProblem } from '../../adapters/http/problem.ts'
import { rule } from '../../domain/kernel.ts'
import { Scope } from '../../domain/third-party.ts'
import { clientMetadataOf, hostOf } from './client-metadata.ts'
import { registerConsent } from './consent.ts'
import { giveTokens, revoke } from './grants.ts'
import { GRANT_TYPES, registerMetadata } from './metadata.ts'
import { asSystem, OAUTH_PREFIX, type OAuthDeps } from './oauth-deps.ts'

/** Who registers is nobody's yet. */
const NOBODY = { accountId: 'public', merchantId: '' }
/** Codes of the one table that RFC 6749, 7591 and 8707 know under the same name. */
const KNOWN = /^(INVALID_(CLIENT|CLIENT_METADATA|GRANT|SCOPE|TARGET|REDIRECT_URI)|UNSUPPORTED_(GRANT|RESPONSE)_TYPE)$/
/** What every other one is to them. */
const BY_STATUS: Record<number, string> = {
  429: 'temporarily_unavailable',
  500: 'server_error',
  503: 'temporarily_unavailable',
}

/** Everything that third parties and the page that asks about them call. See docs/adr/0029-third-parties.md. */
export function registerOAuth(app: FastifyInstance, deps: OAuthDeps): void {
  registerMetadata(app, deps.publicOrigin)
  registerConsent(app, deps)
  void app.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
      try {
        done(null, parametersOf(String(body)))
      } catch (error) {
        done(error as Error)
      }
    })
    scope.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, { bodyOf: inTheirWords }))
    scope.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'))
    const ofAddress = ({ ip }: { ip: string }) => `register:${ip}`
    const rateLimit = { max: deps.registrationsPerMinute, timeWindow: '1 minute', keyGenerator: ofAddress }
    scope.post(`${OAUTH_PREFIX}/register`, { config: { rateLimit } }, async ({ body, id }, reply) =>
      reply.status(201).send(await registerClient(deps, body, id)),
    )
    scope.post(`${OAUTH_PREFIX}/token`, ({ body, id }) => giveTokens(deps, body, id))
    scope.post(`${OAUTH_PREFIX}/revoke`, async ({ body, id }, reply) => {
      await revoke(deps, body, id)
      return reply.status(200).send()
    })
  })
}

/** The fields of a form; none may come twice (RFC 6749, 3.1). */
function parametersOf(body: string): Record<string, string> {
  const parameters = [...new URLSearchParams(body)]
  const isClear = new Set(parameters.map(([name]) => name)).size === parameters.length
  rule(isClear, 'BAD_REQUEST', 'A parameter came twice.')
  return Object.fromEntries(parameters)
}

/** RFC 6749, 5.2; the code of ours goes along. */
function inTheirWords({ code, status, detail, errors }: Problem): object {
  const which = errors?.map(({ path, message }) => `${path}: ${message}`).join('; ')
  return {
    error: KNOWN.test(code) ? code.toLowerCase() : (BY_STATUS[status] ?? 'invalid_request'),
    error_description: which ?? detail,
    code,
  }
}

/** Takes a third party in (RFC 7591), as a public client whatever it asked for; it says itself what it is called. */
async function registerClient({ send }: OAuthDeps, body: unknown, correlationId: string): Promise<object> {
  const { redirect_uris, client_name } = clientMetadataOf(body)
  const name = client_name ?? hostOf(redirect_uris[0] ?? '')
  const input = { name, redirectUris: redirect_uris }
  const { id } = await send({ type: 'RegisterThirdParty', actor: asSystem(NOBODY), input, correlationId })
  return {
    client_id: id,
    client_id_issued_at: Math.floor(Date.now() / 1000),
    client_name: name,
    redirect_uris,
    grant_types: GRANT_TYPES,
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    scope: Scope.options.join(' '),
  }
}
