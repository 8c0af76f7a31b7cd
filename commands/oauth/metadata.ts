import type { FastifyInstance } from 'fastify'
import { PROTECTED_RESOURCE_PATH } from '../../adapters/http/problem.ts'
import { Scope } from '../../domain/third-party.ts'
import { OAUTH_PREFIX } from './oauth-deps.ts'

/** Where RFC 8414 has clients look. */
const SERVER_PATH = '/.well-known/oauth-authorization-server'
/** What RFC 9728 tells of: everything here, and the MCP server. */
const RESOURCES = ['', '/mcp']
/** The page that asks people. */
const CONSENT_PAGE = '/authorize'

/** What the token endpoint takes. */
export const GRANT_TYPES = ['authorization_code', 'refresh_token']

/** What clients read to find their way by themselves. */
export function registerMetadata(app: FastifyInstance, publicOrigin: () => string): void {
  app.get(SERVER_PATH, () => serverMetadata(publicOrigin()))
  for (const resource of RESOURCES)
    app.get(`${PROTECTED_RESOURCE_PATH}${resource}`, () => resourceMetadata(publicOrigin(), resource))
}

const serverMetadata = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}${CONSENT_PAGE}`,
  token_endpoint: `${issuer}${OAUTH_PREFIX}/token`,
  registration_endpoint: `${issuer}${OAUTH_PREFIX}/register`,
  revocation_endpoint: `${issuer}${OAUTH_PREFIX}/revoke`,
  scopes_supported: Scope.options,
  response_types_supported: ['code'],
  response_modes_supported: ['query'],
  grant_types_supported: GRANT_TYPES,
  token_endpoint_auth_methods_supported: ['none'],
  revocation_endpoint_auth_methods_supported: ['none'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  service_documentation: `${issuer}/api/docs`,
})

const resourceMetadata = (issuer: string, resource: string) => ({
  resource: `${issuer}${resource}`,
  authorization_servers: [issuer],
  scopes_supported: Scope.options,
  bearer_methods_supported: ['header'],
  resource_name: 'Madang',
})
