import { z } from 'zod'
import { commandTypes } from '../../domain/index.ts'
import { CONVERSATION_LIVE_PATH } from '../conversation-live.ts'
import { LIVE_PATH } from '../live.ts'
import { queries } from '../queries.ts'
import { API_PREFIX } from '../routes.ts'
import { TRY_PATH } from '../try-assistant.ts'
import { Components, type JsonSchema } from './components.ts'
import { conversationLiveOperation } from './conversation-live.ts'
import { commandOperation, jsonContent, liveOperation, queryOperation, requestBody, signedIn } from './operations.ts'
import { CHANGE_PASSWORD_PROBLEMS, PROBLEM_SCHEMA, problemResponses, SESSION_PROBLEMS } from './problems.ts'
import { tryOperation } from './try-assistant.ts'

/** What the commands know of themselves; handed in, since the read side knows nothing of the write side. */
export interface CommandSources {
  /** What a caller sends for each command type. */
  inputs: ReadonlyMap<string, z.ZodObject>
  /** Last part of each command's address. */
  kebab(type: string): string
  /** What a caller sends to sign in. */
  signIn: z.ZodObject
}

const Session = z
  .object({
    token: z.string(),
    expiresAt: z.iso.datetime(),
    account: z.object({ accountId: z.string(), merchantId: z.string(), role: z.string(), name: z.string() }),
  })
  .meta({ id: 'Session' })

/** For programs of other companies, which a person lets in on a page of ours. */
const OAUTH = {
  type: 'oauth2',
  description:
    'Public clients with PKCE (S256). `/.well-known/oauth-authorization-server` has every endpoint; a client registers itself (RFC 7591), and refresh tokens are good once.',
  flows: {
    authorizationCode: {
      authorizationUrl: '/authorize',
      tokenUrl: `${API_PREFIX}/oauth/token`,
      refreshUrl: `${API_PREFIX}/oauth/token`,
      scopes: {
        read: 'queries, within the role of the person',
        write:
          'commands as well, but for what is the person’s alone: accounts, sign-in, rights, budgets, erasure, own talks',
      },
    },
  },
}

const ABOUT = `Small merchants plan, publish and measure promotions. Everything that changes something is a command, everything else a query.

**Signing in.** \`Authorization: Bearer <token>\`, or the httpOnly cookie that sign-in sets; a changing call with the cookie must carry an \`Origin\` of our own.
**Programs of other companies** are let in by their people: OAuth 2.0, scheme \`oauth\` below.
**Once, whatever happens.** Send an \`Idempotency-Key\` with each command; after an outage send the same again.
**Read your own writes.** A command answers with \`position\`; a query with \`min-position\` waits for it.
**Errors** are RFC 9457 problem documents; \`code\` is the stable key.`

/** The OpenAPI 3.1 document, made from the registries that the routes are made from. */
export function openApiDocument(commands: CommandSources, version: string): JsonSchema {
  const components = new Components()
  const paths = {
    ...sessionPaths(commands, components),
    ...commandPaths(commands, components),
    ...queryPaths(components),
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Madang', version, description: ABOUT, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: [{ name: 'session' }, { name: 'commands' }, { name: 'queries' }],
    paths,
    components: {
      schemas: { ...components.schemas, Problem: PROBLEM_SCHEMA },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        session: { type: 'apiKey', in: 'cookie', name: 'madang_session' },
        oauth: OAUTH,
      },
    },
  }
}

function commandPaths({ inputs, kebab }: CommandSources, components: Components): JsonSchema {
  const paths: JsonSchema = {}
  for (const [type, { aggregate, spec }] of commandTypes) {
    if (spec.roles.every((role) => role === 'system')) continue
    const input = inputs.get(type) ?? spec.schema
    paths[`${API_PREFIX}/commands/${kebab(type)}`] = {
      post: commandOperation(type, aggregate, spec, input, components),
    }
  }
  return paths
}

function queryPaths(components: Components): JsonSchema {
  const paths: JsonSchema = {
    [`${API_PREFIX}${LIVE_PATH}`]: { get: liveOperation(components) },
    [`${API_PREFIX}${CONVERSATION_LIVE_PATH.replace(':id', '{id}')}`]: { get: conversationLiveOperation(components) },
    [`${API_PREFIX}${TRY_PATH.replace(':id', '{id}')}`]: { post: tryOperation(components) },
  }
  for (const query of queries) {
    const path = `${API_PREFIX}${query.path}`.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { [query.body ? 'post' : 'get']: queryOperation(query, components) }
  }
  return paths
}

function sessionPaths({ signIn, inputs }: CommandSources, components: Components): JsonSchema {
  const shared = { tags: ['session'], security: [] }
  const problems = problemResponses(SESSION_PROBLEMS)
  const session = jsonContent(components.schemaOf(Session, 'output'), components)
  return {
    [`${API_PREFIX}/sign-in`]: {
      post: {
        ...shared,
        operationId: 'SignIn',
        summary: 'Sign in: a token, and the same as a cookie.',
        requestBody: requestBody(signIn, components),
        responses: { 200: { description: 'Signed in.', content: session }, ...problems },
      },
    },
    [`${API_PREFIX}/change-password`]: {
      post: {
        tags: ['session'],
        ...signedIn(['owner', 'staff', 'auditor', 'operator']),
        operationId: 'ChangeOwnPassword',
        summary: 'Replace the own password. Every other sign-in ends; the answer has a new one for the caller.',
        requestBody: requestBody(inputs.get('ChangePassword') as z.ZodObject, components),
        responses: {
          200: { description: 'Changed, and signed in anew.', content: session },
          ...problemResponses(CHANGE_PASSWORD_PROBLEMS),
        },
      },
    },
    [`${API_PREFIX}/sign-out`]: {
      post: {
        ...shared,
        operationId: 'SignOut',
        summary: 'Clear the cookie.',
        responses: { 204: { description: 'Signed out.' }, ...problems },
      },
    },
  }
}
