import { createHash, randomBytes } from 'node:crypto'
import type { Client } from '../demo/client.ts'

/** Where the third party of the tests waits. */
export const CALLBACK = 'https://books.example/callback'

/** What an endpoint answered. */
export interface Told {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: read as a stranger's program would
  body: any
}

/** Somebody else's program, that knows nothing but the address and what the RFCs say. */
export interface ThirdParty {
  clientId: string
  /** What it asks a person's browser to open, with changes; its `code_verifier` is remembered. */
  request(changes?: Record<string, string>): Record<string, string>
  /** Address of the page that asks, for a request. */
  page(request: Record<string, string>): string
  redeem(code: string, changes?: Record<string, string>): Promise<Told>
  refresh(token: string, changes?: Record<string, string>): Promise<Told>
  revoke(token: string): Promise<Told>
}

async function told(response: Response): Promise<Told> {
  const text = await response.text()
  return { status: response.status, body: text ? JSON.parse(text) : undefined }
}

/** Finds the endpoints (RFC 8414). */
export const metadataOf = async (origin: string) =>
  (await told(await fetch(`${origin}/.well-known/oauth-authorization-server`))).body

/** Registers (RFC 7591) whatever it is told to. */
export async function register(origin: string, client: object): Promise<Told> {
  const { registration_endpoint } = await metadataOf(origin)
  const headers = { 'content-type': 'application/json' }
  return told(await fetch(registration_endpoint, { method: 'POST', headers, body: JSON.stringify(client) }))
}

/** A third party that is registered. */
export async function thirdPartyAt(origin: string, name = '장부친구', callback = CALLBACK): Promise<ThirdParty> {
  const { authorization_endpoint, token_endpoint, revocation_endpoint } = await metadataOf(origin)
  const clientId: string = (await register(origin, { client_name: name, redirect_uris: [callback] })).body.client_id
  const send = async (endpoint: string, fields: Record<string, string>) =>
    told(await fetch(endpoint, { method: 'POST', body: new URLSearchParams(fields) }))
  const verifier = randomBytes(32).toString('base64url')
  const mine = { client_id: clientId, redirect_uri: callback }
  return {
    clientId,
    request: (changes) => ({
      response_type: 'code',
      ...mine,
      scope: 'read write',
      state: 'the state of my own',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    }),
    page: (request) => `${authorization_endpoint}?${new URLSearchParams(request)}`,
    redeem: (code, changes) =>
      send(token_endpoint, { grant_type: 'authorization_code', ...mine, code, code_verifier: verifier, ...changes }),
    refresh: (refresh_token, changes) =>
      send(token_endpoint, { grant_type: 'refresh_token', client_id: clientId, refresh_token, ...changes }),
    revoke: (token) => send(revocation_endpoint, { token, client_id: clientId }),
  }
}

/** What the page does when its person says yes or no; gives where it then sends them. */
export async function answered(person: Client, request: object, agreed = true): Promise<URLSearchParams> {
  const { body } = await person.post('/api/v1/oauth/authorize', { ...request, agreed })
  return new URL(body.redirectTo).searchParams
}

/** Asks a person who says yes, and takes the tokens. */
export async function connected(person: Client, app: ThirdParty, scope = 'read write') {
  const code = (await answered(person, app.request({ scope }))).get('code') ?? ''
  const { body } = await app.redeem(code)
  return { code, access: String(body.access_token), refresh: String(body.refresh_token) }
}
