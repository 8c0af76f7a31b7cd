import { execFile } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { mcpWorldForTests } from './mcp-world.ts'

/** What strangers, browsers and broken clients meet at `/mcp`, and who starts it over stdio without what it needs. */
const world = mcpWorldForTests()

describe('the address', () => {
  const ask = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }
  const accept = 'application/json, text/event-stream'
  const post = (headers: Record<string, string>, body: string = JSON.stringify(ask)) =>
    fetch(`${world.origin}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...headers },
      body,
    })
  const mine = () => ({ authorization: `Bearer ${world.tokens.owner}` })

  test.each([
    ['no token', () => ({}), 'NOT_SIGNED_IN', 'Bearer realm="madang"'],
    [
      'the cookie alone',
      () => ({ cookie: `madang_session=${world.tokens.owner}`, origin: world.origin }),
      'NOT_SIGNED_IN',
      'Bearer realm="madang"',
    ],
    [
      'an expired token',
      () => ({ authorization: `Bearer ${world.tokens.expired}` }),
      'TOKEN_INVALID',
      'Bearer realm="madang", error="invalid_token"',
    ],
    [
      'a forged token',
      () => ({ authorization: 'Bearer a.b.c' }),
      'TOKEN_INVALID',
      'Bearer realm="madang", error="invalid_token"',
    ],
  ])('with %s is 401 and says how to sign in', async (_, headers, code, challenge) => {
    const response = await post(headers() as Record<string, string>)
    const where = `, resource_metadata="${world.origin}/.well-known/oauth-protected-resource/mcp"`
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, `${challenge}${where}`])
    expect(await response.json()).toMatchObject({ code })
  })

  test('takes browsers of our own pages only', async () => {
    const host = new URL(world.origin).host
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1.evil.example', `http://evil@${host}.x`]) {
      const response = await post({ ...mine(), origin })
      expect([response.status, ((await response.json()) as { code: string }).code], origin).toEqual([
        403,
        'FOREIGN_ORIGIN',
      ])
    }
    for (const origin of [world.origin, 'http://localhost:5173'])
      expect((await post({ ...mine(), origin })).status, origin).toBe(200)
  })

  test('has no sessions to open or to end', async () => {
    for (const method of ['GET', 'DELETE']) {
      const response = await fetch(`${world.origin}/mcp`, { method, headers: { ...mine(), accept } })
      expect(response.status, method).toBe(405)
      await response.body?.cancel()
    }
  })

  test('never breaks, whatever is sent', async () => {
    const call = (params: unknown) => JSON.stringify({ ...ask, method: 'tools/call', params })
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '1',
      '{"jsonrpc":"2.0"}',
      '{"jsonrpc":"1.0","id":1,"method":"tools/list"}',
      JSON.stringify([ask, ask]),
      JSON.stringify({ ...ask, method: 'no/such' }),
      JSON.stringify({ ...ask, id: { a: 1 } }),
      call(null),
      call({}),
      call({ name: 5 }),
      call({ name: 'GetHome', arguments: 'x' }),
      call({ name: 'GetHome', arguments: [] }),
      call({ name: '__proto__', arguments: {} }),
      call({ name: 'GetHome', arguments: { __proto__: 1, constructor: 1 } }),
      JSON.stringify({ ...ask, method: 'resources/read', params: { uri: 'madang://promotions/../../x' } }),
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      JSON.stringify({ ...ask, params: { text: 'x'.repeat(300_000) } }),
    ]
    for (const body of bodies)
      for (const version of ['2025-06-18', '2026-07-28', 'nonsense']) {
        const response = await post({ ...mine(), 'mcp-protocol-version': version }, body)
        const text = await response.text()
        expect(response.status, `${body.slice(0, 80)} ${version}: ${text.slice(0, 200)}`).toBeLessThan(500)
      }
    expect((await post({ ...mine(), 'content-type': 'text/plain' }, 'x')).status).toBe(415)
    expect((await post({ ...mine(), accept: 'text/html' })).status).toBeLessThan(500)
  })
})

describe('the command line', () => {
  const run = (args: string[], env: Record<string, string>) =>
    new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, ['mcp.ts', ...args], { env }, (error, stdout, stderr) =>
        resolve({ status: error ? error.code : 0, stdout, stderr }),
      )
    })
  test('helps', async () => {
    const { status, stdout } = await run(['--help'], {})
    expect([status, stdout]).toEqual([0, expect.stringContaining('MADANG_TOKEN')])
  })
  test.each([
    ['without a token', () => ({}), /MADANG_TOKEN is not set/],
    [
      'without a Madang',
      () => ({ MADANG_URL: 'http://127.0.0.1:1', MADANG_TOKEN: world.tokens.owner }),
      /does not answer/,
    ],
    ['without an address', () => ({ MADANG_URL: 'ftp://x', MADANG_TOKEN: world.tokens.owner }), /no http address/],
    [
      'with an expired token',
      () => ({ MADANG_URL: world.origin, MADANG_TOKEN: world.tokens.expired }),
      /TOKEN_INVALID/,
    ],
  ])('%s says why it cannot start, and not on standard output', async (_, env, why) => {
    const { status, stdout, stderr } = await run([], env() as Record<string, string>)
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(why)
  })
})
