import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { authorise } from '../../adapters/http/authorise.ts'
import type { Role } from '../../domain/kernel.ts'
import { type AuthorizationRequest, answerAddress, checkRequest } from './authorization-request.ts'
import { hostOf } from './client-metadata.ts'
import { asSystem, OAUTH_PREFIX, type OAuthDeps } from './oauth-deps.ts'
import { drawSecret } from './secrets.ts'

/** What the page with the question calls, as the person who is asked. */
const CONSENT_PATH = `${OAUTH_PREFIX}/authorize`
const ANYONE: readonly Role[] = ['owner', 'staff', 'auditor', 'operator']
const Agreed = z.object({ agreed: z.boolean() })

/** The two calls of the page that asks a person: what it is to ask, and where to go with the answer. */
export function registerConsent(app: FastifyInstance, deps: OAuthDeps): void {
  app.get(CONSENT_PATH, async ({ actor, query }, reply) => {
    authorise(actor, ANYONE)
    const checked = await checkRequest(deps, query)
    reply.header('cache-control', 'no-store')
    if ('redirectTo' in checked) return checked
    const { clientName: name, redirectUri, scopes } = checked.request
    return { client: { name, host: hostOf(redirectUri) }, scopes }
  })
  app.post(CONSENT_PATH, async (request, reply) => {
    authorise(request.actor, ANYONE)
    const { agreed } = Agreed.parse(request.body)
    const checked = await checkRequest(deps, request.body)
    reply.header('cache-control', 'no-store')
    if ('redirectTo' in checked) return checked
    const { redirectUri, state } = checked.request
    const answer = agreed
      ? { code: await authorize(deps, request, checked.request) }
      : { error: 'access_denied', error_description: 'The person said no.' }
    return { redirectTo: answerAddress(redirectUri, { ...answer, state }, deps.publicOrigin()) }
  })
}

async function authorize(
  { send, keyedHash }: OAuthDeps,
  { actor, signedIn, id: correlationId }: FastifyRequest,
  { state: _state, ...asked }: AuthorizationRequest,
): Promise<string> {
  const authorizationId = crypto.randomUUID()
  const { accountId, merchantId } = actor
  const { text, hash: codeHash } = drawSecret(keyedHash, 'authorization-code', authorizationId)
  const input = { ...asked, authorizationId, accountId, merchantId, codeHash, asOf: signedIn?.position ?? -1 }
  await send({ type: 'AuthorizeThirdParty', actor: asSystem(actor), input, correlationId })
  return text
}
