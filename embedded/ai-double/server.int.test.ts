import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type AiDouble, startAiDouble } from './server.ts'

let double: AiDouble
beforeAll(async () => {
  double = await startAiDouble({ port: 0 })
})
beforeEach(async () => {
  await control('DELETE', '')
})
afterAll(() => double.stop())

const post = (path: string, headers: Record<string, string> = {}, body: unknown = {}) =>
  fetch(`${double.anthropicUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
const asOpenAi = (path: string, body: unknown) => post(path, { authorization: 'Bearer any' }, body)
interface Asked {
  body: { messages: { content: string }[] }
}
const control = async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(`${double.anthropicUrl}/control${path}`, { method, body: JSON.stringify(body) ?? null })
  return { status: answer.status, body: (await answer.json()) as { requests: Asked[] } }
}
const asked = (...contents: string[]) => ({ messages: contents.map((content) => ({ role: 'user', content })) })

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
  expect((await post('/v1/responses')).status).toBe(404)
})

test('a chat is answered from its history, the passages and what tools found', async () => {
  const system = '자료:\n[1] 매장은 아침 8시에 열어요.\n[2] 반려견은 마당까지 함께 올 수 있어요.'
  const body = { system, ...asked('우리 가게는 대구에 있어요', '반려견 데려가도 돼요?') }
  const said = async (body: unknown) => {
    const answer = (await (await asOpenAi('/v1/chat/completions', body)).json()) as {
      choices: { message: { content: string } }[]
    }
    return answer.choices[0]?.message.content
  }
  const text = await said(body)
  expect(text).toContain('반려견은 마당까지 함께 올 수 있어요. [2]')
  expect(text).toContain('앞서 “우리 가게는 대구에 있어요”')
  const result = { role: 'tool', tool_call_id: 'a', content: '어제 참여자 42명' }
  expect(await said({ messages: [...body.messages, result] })).toContain('어제 참여자 42명')
})

test('embeddings of like texts are alike, in either encoding', async () => {
  const input = ['겨울 라떼 이벤트', '겨울 라떼 이벤트를 열어요', '주차장 안내']
  const embedded = async <E>(body: Record<string, unknown>) => {
    const answer = await asOpenAi('/v1/embeddings', { model: 'm', dimensions: 64, ...body })
    return ((await answer.json()) as { data: { embedding: E }[] }).data.map(({ embedding }) => embedding)
  }
  const [a = [], b = [], c = []] = await embedded<number[]>({ input })
  const likeness = (one: number[], two: number[]) => one.reduce((sum, value, at) => sum + value * (two[at] ?? 0), 0)
  expect(likeness(a, b)).toBeGreaterThan(likeness(a, c))
  const [packed = ''] = await embedded<string>({ input: input[0], encoding_format: 'base64' })
  expect(Buffer.from(packed, 'base64').byteLength).toBe(64 * 4)
})

test('another process scripts what comes next, and reads what was asked', async () => {
  const busy = { kind: 'status', status: 429, retryAfter: 3 }
  const when = { provider: 'openai', contains: '하늘' }
  expect(await control('POST', '/script', { when, behaviours: [busy] })).toMatchObject({ status: 201 })
  expect((await asOpenAi('/v1/chat/completions', asked('바다'))).status).toBe(200)
  const refused = await asOpenAi('/v1/chat/completions', asked('하늘'))
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3'])
  expect((await asOpenAi('/v1/chat/completions', asked('하늘'))).status).toBe(200)
  const { requests } = (await control('GET', '/requests')).body
  expect(requests.map(({ body }) => body.messages[0]?.content)).toEqual(['바다', '하늘', '하늘'])
})

test('a script that nobody understands is refused, and one for ever goes round', async () => {
  expect((await control('POST', '/script', { behaviours: [{ kind: 'explode' }] })).status).toBe(400)
  const behaviours = [{ kind: 'status', status: 500 }, { kind: 'answer' }]
  await control('POST', '/script', { mode: 'always', behaviours })
  const statuses: number[] = []
  for (let turn = 0; turn < 4; turn += 1) statuses.push((await asOpenAi('/v1/chat/completions', asked('?'))).status)
  expect(statuses).toEqual([500, 200, 500, 200])
})
