import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Madang, startMadang } from '../compose/madang.ts'
import type { Client } from '../demo/client.ts'
import type { Behaviour } from '../embedded/ai-double/behaviour.ts'
import { type AiDouble, startAiDouble } from '../embedded/ai-double/server.ts'
import { until } from './instance.ts'
import { lookFor, openShop } from './shop.ts'

let madang: Madang
let folder: string
let owner: Client
let double: AiDouble
const MODEL = 'claude-haiku-5-5'
/** What the model does with the next requests; then it answers well. */
const next: Behaviour[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madang-consultation-'))
  double = await startAiDouble({ port: 0, behave: () => next.shift() ?? { kind: 'answer' } })
  const model = { ANTHROPIC_API_KEY: 'any', ANTHROPIC_BASE_URL: double.anthropicUrl, ANTHROPIC_MODEL: MODEL }
  const env = { ...model, PORT: '0', MADANG_DATA: folder, MADANG_SEED: 'false', MADANG_ACCESS_LOG: 'false' }
  madang = await startMadang({
    env: { ...env, MADANG_CALLS_PER_MINUTE: '1000000' },
    withoutWeb: true,
    onError: () => {},
  })
  owner = await openShop(madang.origin)
})
afterAll(async () => {
  await madang?.stop()
  await double?.stop()
  await rm(folder, { recursive: true })
})

const DUTIES = [
  {
    dutyId: 'refund',
    title: '환불 기한',
    text: '이틀 전까지라고 알린다.',
    by: 'assistant',
    phrases: [['이틀 전'], ['돌려']],
  },
  { dutyId: 'agreed', title: '이해 확인', text: '이해했다고 말한다.', by: 'person', phrases: [['이해했']] },
]
const GUIDE = '# 안내\n\n## 환불\n\n케이크 예약은 찾으시기 이틀 전까지 취소하면 전액을 돌려드려요.\n'

async function complete(conversationId: string) {
  const response = await fetch(`${madang.origin}/api/v1/commands/complete-consultation`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.token}` },
    body: JSON.stringify({ conversationId }),
  })
  return { status: response.status, body: (await response.json()) as { code?: string; detail?: string } }
}

/** Says something and waits for the whole reply. */
async function say(conversationId: string, assistantId: string, text: string, answer?: string) {
  next.push(answer ? { kind: 'answer', text: answer } : { kind: 'status', status: 400 })
  const { body } = await owner.command('send-chat-message', { conversationId, assistantId, text })
  const stream = `conversation-${conversationId}`
  await until(async () => {
    const { events } = await madang.store.readStream(stream)
    const ended = events.filter(({ type }) => type === 'ReplyCompleted' || type === 'ReplyInterrupted')
    return ended.length === events.filter(({ type }) => type === 'MessageSent').length
  }, 'the reply')
  return body
}

async function check(conversationId: string) {
  const { body } = await owner.command('request-consultation-check', { conversationId })
  return until(async () => {
    const { body: found } = await owner.get(`/api/v1/consultations/${conversationId}?min-position=${body.position}`)
    return !found.isChecking && found
  }, 'the check')
}

/** An assistant that has something to explain, and a document about it; gives its id. */
async function newAdviser(): Promise<string> {
  const { body: made } = await owner.command('create-assistant', { name: '상담 도우미', duties: DUTIES })
  const upload = await fetch(`${madang.origin}/api/v1/documents?name=a.md`, {
    method: 'POST',
    headers: { 'content-type': 'text/markdown', authorization: `Bearer ${owner.token}` },
    body: GUIDE,
  })
  const { hash } = (await upload.json()) as { hash: string }
  await owner.command('add-knowledge', { assistantId: made.id, hash })
  await lookFor<{ documents: { status: string }[] }>(
    owner,
    `/api/v1/assistants/${made.id}`,
    ({ documents }) => documents[0]?.status === 'ready',
  )
  const { body: published } = await owner.command('publish-assistant', { assistantId: made.id, version: 2 })
  await owner.get(`/api/v1/catalogue?min-position=${published.position}`)
  return made.id
}

const report = (conversationId: string, wanted: (found: Report) => unknown) =>
  lookFor<Report>(owner, `/api/v1/consultations/${conversationId}`, wanted)
type Found = { model: string; quote: string; verdict: string; messageId: string } | undefined
interface Report {
  duties: [{ title: string; evidence?: Found }, { title: string; evidence?: Found }]
  isChecking: boolean
  checked?: { messages: number; model: string }
}

test('what must be explained is found after each reply, and what is missing blocks its end', async () => {
  const assistantId = await newAdviser()
  const conversationId = crypto.randomUUID()
  await say(conversationId, assistantId, '케이크 예약을 취소하면 돈을 돌려받나요?')
  const first = await report(conversationId, ({ duties: [refund] }) => refund.evidence)
  expect(first.duties[0]).toMatchObject({
    title: '환불 기한',
    evidence: { quote: expect.stringContaining('이틀 전까지'), verdict: 'met', model: 'rules' },
  })
  expect(first.duties[1].evidence).toBeUndefined()
  const refused = await complete(conversationId)
  expect(refused).toMatchObject({
    status: 409,
    body: { code: 'DUTIES_MISSING', detail: 'Not explained yet: 이해 확인.' },
  })

  await say(conversationId, assistantId, '네, 이해했어요.')
  const second = await report(conversationId, ({ duties: [, agreed] }) => agreed.evidence)
  expect(second.duties[1].evidence).toMatchObject({ quote: '네, 이해했어요.', messageId: `${conversationId}_m2` })
  await check(conversationId)
  expect((await complete(conversationId)).status).toBe(202)

  const { events } = await madang.store.readStream(`consultation-${conversationId}`)
  expect(events.map(({ type }) => type)).toEqual([
    'ConsultationOpened',
    'DutyEvidenced',
    'DutyEvidenced',
    'ConsultationCheckRequested',
    'ConsultationChecked',
    'ConsultationCompleted',
  ])
})

test('a model’s verdict that is no such thing is asked for once more; the phrases do not speak against it', async () => {
  const assistantId = await newAdviser()
  const conversationId = crypto.randomUUID()
  await say(
    conversationId,
    assistantId,
    '네, 이해했어요. 취소하면 돈을 돌려받나요?',
    '이틀 전이면 돌려드려요. 아마도요.',
  )
  await report(conversationId, ({ duties: [refund, agreed] }) => refund.evidence && agreed.evidence)
  const claim = { dutyId: 'refund', messageId: `${conversationId}_r1`, quote: '아마도요.', verdict: 'contradicted' }
  next.push(
    { kind: 'answer', text: '환불은 설명했어요.' },
    { kind: 'answer', text: JSON.stringify({ evidence: [claim] }) },
  )
  const asked = double.requests.length
  const judged = await check(conversationId)
  expect(judged.duties[0].evidence).toMatchObject({ quote: '아마도요.', verdict: 'contradicted', model: MODEL })
  expect(judged.checked).toMatchObject({ model: MODEL })
  expect(double.requests).toHaveLength(asked + 2)
  expect(JSON.stringify(double.requests.at(-1)?.body.messages)).toContain('That does not fit: not JSON')
  expect((await complete(conversationId)).body).toMatchObject({ code: 'DUTIES_MISSING' })
})

test('a conversation with an assistant that owes nothing has nothing to check', async () => {
  const conversationId = crypto.randomUUID()
  await say(conversationId, 'pack-merchant', '안녕하세요')
  await expect(owner.command('request-consultation-check', { conversationId })).rejects.toThrow(/422|NO_DUTIES/)
  await expect(owner.command('request-consultation-check', { conversationId: 'none' })).rejects.toThrow(/404/)
})
