import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AiDouble, startAiDouble } from './server.ts'

let double: AiDouble
beforeAll(async () => {
  double = await startAiDouble({ port: 0 })
})
afterAll(() => double.stop())

const post = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${double.anthropicUrl}${path}`, { method: 'POST', headers, body: '{}' })

test('a request without a key is refused, each in its own shape', async () => {
  const anthropic = await post('/v1/messages', { 'anthropic-version': '2023-06-01' })
  expect(anthropic.status).toBe(401)
  expect(await anthropic.json()).toMatchObject({ type: 'error', error: { type: 'authentication_error' } })
  const openai = await post('/v1/chat/completions')
  expect(openai.status).toBe(401)
  expect(await openai.json()).toMatchObject({ error: { code: null } })
  expect(double.requests.map(({ hasKey }) => hasKey)).toEqual([false, false])
})

test('the older way of sending a key to Anthropic works too', async () => {
  const answer = await post('/v1/messages', { 'anthropic-version': '2023-06-01', 'x-api-key': 'k' })
  expect(await answer.json()).toMatchObject({ type: 'message', stop_reason: 'end_turn' })
})

test('no key is ever kept, and other paths are refused', async () => {
  await post('/v1/chat/completions', { authorization: 'Bearer very-secret' })
  expect(JSON.stringify(double.requests)).not.toContain('very-secret')
  expect((await post('/v1/embeddings')).status).toBe(404)
})
