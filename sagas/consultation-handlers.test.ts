import { expect, test } from 'vitest'
import type { Duty } from '../domain/assistant-definition.ts'
import { noteExplained } from './consultation-handlers.ts'

const refund: Duty = { dutyId: 'refund', title: '환불', text: '알린다.', by: 'assistant', phrases: [['이틀 전']] }
const agreed: Duty = { dutyId: 'agreed', title: '이해', text: '말한다.', by: 'person', phrases: [['이해했']] }
const started = { conversationId: 'c1', merchantId: 'm1', accountId: 'a1', assistantId: 'as1', assistantVersion: 2 }
const asked = (messageId: string, text: string) => ({ type: 'MessageSent', data: { messageId, text } })
const said = (replyId: string, text: string) => ({ type: 'ReplyCompleted', data: { replyId, text } })

async function note(events: object[], duties: Duty[]) {
  const sent: Record<string, unknown>[] = []
  let read = 0
  const readStream = async () => {
    read += 1
    return { events: events as never, revision: 0, hash: '' }
  }
  const context = { effectId: 'e1', recovered: false, merchantId: 'm1', correlationId: 'c' }
  await noteExplained(
    { store: { readStream }, dutiesOf: async () => duties },
    started,
    async (type, input, { effectId }) => void sent.push({ type, effectId, ...input }),
    { ...context, signal: new AbortController().signal },
  )
  return { sent, read }
}

test('what the newest exchange explains is noted; what is older has been judged before', async () => {
  const events = [
    ...[asked('m1', '네, 이해했어요.'), said('r1', '돌려드려요. 이틀 전까지예요.')],
    ...[asked('m2', '더 있나요?'), said('r2', '이틀 전까지만 돼요.')],
  ]
  const { sent } = await note(events, [refund, agreed])
  const evidence = [{ dutyId: 'refund', messageId: 'r2', quote: '이틀 전까지만 돼요.', verdict: 'met', model: 'rules' }]
  expect(sent).toEqual([
    { type: 'NoteEvidence', effectId: 'e1/explained', ...started, duties: [refund, agreed], evidence },
  ])
})

test('a conversation whose assistant owes nothing is not even read', async () => {
  expect(await note([asked('m1', 'x')], [])).toEqual({ sent: [], read: 0 })
})
