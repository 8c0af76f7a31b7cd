import type { Client } from '../../demo/client.ts'
import { until } from '../instance.ts'
import type { Screens } from './screens.ts'

const GUIDE = '# 달빛카페\n\n## 환불\n\n케이크 예약은 이틀 전까지 취소하면 전액을 돌려드려요.\n'
const DUTIES = [
  { dutyId: 'refund', title: '환불 기한', text: '이틀 전까지라고 알린다.', by: 'assistant', phrases: [['이틀 전']] },
  { dutyId: 'agreed', title: '이해 확인', text: '이해했다고 말한다.', by: 'person', phrases: [['이해했']] },
]

/** Sends a document; gives its hash. */
export async function uploadTo(origin: string, { token }: Client, name: string, body: string): Promise<string> {
  const response = await fetch(`${origin}/api/v1/documents?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    body,
  })
  return ((await response.json()) as { hash: string }).hash
}

/** An assistant with a good and a bad document, a consultation with it, and what cites it. */
export async function screensOfStudio(origin: string, shop: Client): Promise<Screens> {
  const { body: made } = await shop.command('create-assistant', {
    name: '예약 도우미',
    description: '예약과 환불을 안내해요',
    starters: ['환불되나요?'],
    duties: DUTIES,
  })
  for (const [name, text] of Object.entries({ '안내.md': GUIDE, '계약.pdf': '%PDF-1.7\nbroken' }))
    await shop.command('add-knowledge', { assistantId: made.id, hash: await uploadTo(origin, shop, name, text) })
  const version = await until(async () => {
    const { body } = await shop.get(`/api/v1/assistants/${made.id}`)
    const isRead = body.documents.every(({ status }: { status: string }) => /ready|refused/.test(status))
    return isRead && body.documents.length === 2 && body.latest.version
  }, 'the documents to be read')
  const { body: published } = await shop.command('publish-assistant', { assistantId: made.id, version })
  const question = encodeURIComponent('환불')
  const address = `/api/v1/assistants/${made.id}/search?q=${question}&min-position=${published.position}`
  const { body: found } = await shop.get(address)
  return {
    studio: '/studio',
    'an assistant in the making': `/studio/${made.id}`,
    'a cited passage': `/passages/${found.items[0].id}`,
    lessons: '/learn',
    'a lesson': '/learn/make-assistant',
    'a consultation': `/consultations/${await newConsultation(shop, made.id)}`,
    'no consultation yet': `/consultations/${crypto.randomUUID()}`,
  }
}

/** A conversation that has been checked, and misses something; gives its id. */
async function newConsultation(shop: Client, assistantId: string): Promise<string> {
  const { body } = await shop.command('send-chat-message', { assistantId, text: '환불되나요?' })
  const conversationId: string = body.id
  await until(async () => {
    const { body: view } = await shop.get(`/api/v1/conversations/${conversationId}?min-position=${body.position}`)
    return view.conversation.writing === false
  }, 'the end of the reply')
  const { body: asked } = await shop.command('request-consultation-check', { conversationId })
  await until(async () => {
    const { body: report } = await shop.get(`/api/v1/consultations/${conversationId}?min-position=${asked.position}`)
    return !report.isChecking
  }, 'the check')
  return conversationId
}
