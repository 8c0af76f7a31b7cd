import {
  Client,
  type OAuthClientProvider,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import { expect, test } from 'vitest'
import { mcpWorldForTests } from './mcp-world.ts'
import { answered } from './third-party.ts'

/** The official client finds its way in by itself: it is told the address and nothing else. */
const world = mcpWorldForTests()

/** What an assistant on somebody's desk keeps of its own. */
function desk(scope: string) {
  type Kept<K extends 'clientInformation' | 'tokens' | 'discoveryState'> = Awaited<
    ReturnType<NonNullable<OAuthClientProvider[K]>>
  >
  const kept = {
    client: undefined as Kept<'clientInformation'>,
    tokens: undefined as Kept<'tokens'>,
    discovery: undefined as Kept<'discoveryState'>,
    verifier: '',
  }
  const asked: URL[] = []
  const provider: OAuthClientProvider = {
    redirectUrl: 'http://127.0.0.1:51234/callback',
    clientMetadata: { client_name: 'Desk Assistant', redirect_uris: ['http://127.0.0.1:51234/callback'], scope },
    state: () => 'from the desk',
    clientInformation: () => kept.client,
    saveClientInformation: (client) => {
      kept.client = client
    },
    tokens: () => kept.tokens,
    saveTokens: (tokens) => {
      kept.tokens = tokens
    },
    redirectToAuthorization: (address) => void asked.push(address),
    saveCodeVerifier: (verifier) => {
      kept.verifier = verifier
    },
    codeVerifier: () => kept.verifier,
    discoveryState: () => kept.discovery,
    saveDiscoveryState: (discovery) => {
      kept.discovery = discovery
    },
  }
  return { kept, asked, provider }
}

const transport = (authProvider: OAuthClientProvider) =>
  new StreamableHTTPClientTransport(new URL('/mcp', world.origin), { authProvider })
const newClient = () => new Client({ name: 'desk', version: '1' })

test('the official client is let in by its person, has the tools that it was given, and goes on with its refresh token', async () => {
  const { kept, asked, provider } = desk('read write')
  const first = transport(provider)
  await expect(newClient().connect(first)).rejects.toThrow(UnauthorizedError)
  const [page] = asked
  expect(page?.origin + String(page?.pathname)).toBe(`${world.origin}/authorize`)
  await first.finishAuth(await answered(world.shop, Object.fromEntries(page?.searchParams ?? [])))

  const client = newClient()
  await client.connect(transport(provider))
  const names = (await client.listTools()).tools.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['GetHome', 'ListPromotions', 'CreatePromotion']))
  for (const own of ['ChangeRole', 'CloseAccount', 'EraseParticipant', 'GrantAssistant', 'DisconnectThirdParty'])
    expect(names).not.toContain(own)
  const { isError } = await client.callTool({ name: 'CreatePromotion', arguments: { purpose: 'sales' } })
  expect(isError).not.toBe(true)
  await client.close()

  // What it has is no good: it comes back by itself, without asking anybody.
  const before = kept.tokens
  kept.tokens = { ...kept.tokens, access_token: 'expired long ago', token_type: 'Bearer' }
  const later = newClient()
  await later.connect(transport(provider))
  expect((await later.listTools()).tools.length).toBe(names.length)
  await later.close()
  expect(asked).toHaveLength(1)
  expect(kept.tokens?.refresh_token).not.toBe(before?.refresh_token)
})

test('one that was let in to look has no tool that changes anything', async () => {
  const { asked, provider } = desk('read')
  const first = transport(provider)
  await expect(newClient().connect(first)).rejects.toThrow(UnauthorizedError)
  const request = { ...Object.fromEntries(asked[0]?.searchParams ?? []), scope: 'read' }
  await first.finishAuth(await answered(world.shop, request))
  const client = newClient()
  await client.connect(transport(provider))
  const { tools } = await client.listTools()
  expect(tools.length).toBeGreaterThan(10)
  expect(tools.filter(({ annotations }) => !annotations?.readOnlyHint)).toEqual([])
  await client.close()
})
