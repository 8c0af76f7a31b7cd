import { describe, expect, test } from 'vitest'
import type { Duty } from '../../domain/assistant-definition.ts'
import type { Gateway } from '../ai/gateway.ts'
import { AiError } from '../ai/port.ts'
import { evidenceByRules, judgeDuties, RULES, verified } from './duties.ts'

const refund: Duty = {
  dutyId: 'refund',
  title: '환불 기한',
  text: '환불은 7일 안에 된다고 알린다.',
  by: 'assistant',
  phrases: [
    ['환불', '돌려'],
    ['7일', '일주일'],
  ],
}
const agreed: Duty = {
  dutyId: 'agreed',
  title: '이해 확인',
  text: '이해했다고 말한다.',
  by: 'person',
  phrases: [['이해했']],
}
const duties = [refund, agreed]
const transcript = [
  { messageId: 'm1', by: 'person' as const, text: '환불은 7일 안에 되나요?' },
  {
    messageId: 'r1',
    by: 'assistant' as const,
    text: '안녕하세요. 환불은 받으신 뒤 7일 안에 돼요. 더 궁금한 것이 있나요?',
  },
]
const usage = { provider: 'openai', model: 'm-1', inputTokens: 1, outputTokens: 1, costUsd: 0, failedFirst: [] }
const saying = (data: unknown): Pick<Gateway, 'ask'> => ({
  ask: async ({ format }) => ({ data: format.schema.parse(data) as never, usage }),
})
const failing = (error: Error): Pick<Gateway, 'ask'> => ({
  ask: async () => {
    throw error
  },
})
const caller = { merchantId: 'm1' }
const { signal } = new AbortController()

describe('by phrases', () => {
  test('the sentence that says it, of who has to say it', () => {
    expect(evidenceByRules(duties, transcript)).toEqual([
      { dutyId: 'refund', messageId: 'r1', quote: '환불은 받으신 뒤 7일 안에 돼요.', verdict: 'met', model: RULES },
    ])
  })

  test('half of it is nothing', () => {
    const half = [{ ...transcript[1], text: '환불해 드려요.' }] as typeof transcript
    expect(evidenceByRules(duties, half)).toEqual([])
  })
})

describe('by a model', () => {
  const claim = { dutyId: 'refund', messageId: 'r1', quote: '환불은 받으신 뒤 7일 안에 돼요.', verdict: 'met' as const }

  test('only words that were really said count', () => {
    const invented = { ...claim, quote: '환불은 30일 안에 돼요.' }
    const elsewhere = { ...claim, messageId: 'm1', quote: '환불은 7일 안에 되나요?' }
    const unknown = { ...claim, dutyId: 'other' }
    expect(verified([invented, elsewhere, unknown], duties, transcript, 'm-1')).toEqual([])
    expect(verified([claim], duties, transcript, 'm-1')).toEqual([{ ...claim, model: 'm-1' }])
  })

  test('its verdict stands, with the phrases for what it left open', async () => {
    const answer = { evidence: [{ ...claim, verdict: 'contradicted' }] }
    const said = [...transcript, { messageId: 'm2', by: 'person' as const, text: '네, 이해했어요.' }]
    const { evidence, model } = await judgeDuties(saying(answer), { duties, transcript: said }, caller, signal)
    expect(model).toBe('m-1')
    expect(evidence).toMatchObject([
      { dutyId: 'refund', verdict: 'contradicted', model: 'm-1' },
      { dutyId: 'agreed', messageId: 'm2', quote: '네, 이해했어요.', model: RULES },
    ])
  })

  test('that gives nothing usable even after it was told so, the phrases have to do', async () => {
    const useless = failing(new AiError('invalid-output', 'openai', 'evidence is unusable'))
    const { evidence, model } = await judgeDuties(useless, { duties, transcript }, caller, signal)
    expect([model, evidence.length]).toEqual([RULES, 1])
  })

  test('without a model too; what is no model’s failure is not hidden', async () => {
    const offline = failing(new AiError('unavailable', 'offline', 'there is no model'))
    expect((await judgeDuties(offline, { duties, transcript }, caller, signal)).model).toBe(RULES)
    const broken = failing(new Error('a mistake'))
    await expect(judgeDuties(broken, { duties, transcript }, caller, signal)).rejects.toThrow('a mistake')
  })
})
