import { beforeAll, expect, test } from 'vitest'
import { knownTokens } from '../adapters/http/auth.ts'
import { errorTable } from '../adapters/http/errors.ts'
import { createServer } from '../adapters/http/server.ts'
import { commandInputs, kebab } from '../commands/routes.ts'
import { SignIn } from '../commands/sign-in.ts'
import { TOKEN_SECRET } from './harness.ts'
import { registerOpenApi } from './openapi.ts'

const options = {
  tokens: knownTokens(TOKEN_SECRET, { isOver: () => false }),
  callsPerMinute: 1_000,
  publicCallsPerMinute: 1_000,
  accessLog: false,
}
let get: (url: string) => Promise<{ statusCode: number; body: string; headers: Record<string, unknown> }>
beforeAll(async () => {
  const app = await createServer(options)
  await registerOpenApi(app, { inputs: commandInputs, kebab, signIn: SignIn }, '0.1.0')
  get = async (url) => app.inject({ method: 'GET', url })
  return () => app.close()
})

test('the document is there for everyone', async () => {
  const { statusCode, body, headers } = await get('/api/openapi.json')
  expect([statusCode, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
  expect(JSON.parse(body)).toMatchObject({ openapi: '3.1.0', info: { title: 'Madang', version: '0.1.0' } })
})

test('the pages show it from our own files alone, under a strict policy', async () => {
  const page = await get('/api/docs')
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
  expect(page.body).not.toMatch(/<script>|<style|style=|https?:\/\//)
  const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => String(address))
  expect(assets.length).toBeGreaterThan(3)
  for (const asset of assets) expect((await get(asset)).statusCode, asset).toBe(200)
  expect(JSON.parse((await get('/api/docs/json')).body).openapi).toBe('3.1.0')
})

test('the type of every problem leads to its place on a page', async () => {
  const { statusCode, body } = await get('/api/docs/problems')
  expect(statusCode).toBe(200)
  for (const code of Object.keys(errorTable)) expect(body).toContain(`id="${code}"`)
})
