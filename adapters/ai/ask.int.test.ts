import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Behaviour } from '../../embedded/ai-double/behaviour.ts'
import { gatewayForTests } from './gateway-harness.ts'

const { gateway, script, requests, recorded } = gatewayForTests()
const CALLER = { merchantId: 'm1', conversationId: 'co1' }
const signal = () => new AbortController().signal
const schema = z.object({ evidence: z.array(z.object({ quote: z.string() })) })
const question = {
  ...{ system: '대화를 살핀다.', maxOutputTokens: 500 },
  ...{ prompt: '김하늘 010-1234-5678', names: ['김하늘'], format: { name: 'evidence', schema } },
}
const ask = () => gateway().ask(question, CALLER, signal())
const fitting = (quote: string): Behaviour => ({
  kind: 'answer',
  text: JSON.stringify({ evidence: [{ quote }] }),
})

test('data is asked for once more when it does not fit, and told why', async () => {
  await script({ kind: 'answer', text: '{"evidence":[{}]}' }, fitting('[NAME_1] [PHONE_1]'))
  const { data, usage } = await ask()
  expect(data).toEqual({ evidence: [{ quote: '김하늘 010-1234-5678' }] })
  expect(usage).toMatchObject({ provider: 'anthropic', failedFirst: [], inputTokens: 2_400 })
  expect(JSON.stringify(requests()[1]?.body.messages)).toContain('That does not fit: evidence.0.quote')
  expect(JSON.stringify(requests())).not.toMatch(/김하늘|010-1234-5678/)
  expect(recorded()).toMatchObject([{ task: 'chat', outcome: 'answered', tries: 2, caller: CALLER }])
})

test('data is asked of the next model when it does not fit again', async () => {
  await script({ kind: 'malformed' }, { kind: 'answer', text: 'no' }, fitting('환불'))
  expect((await ask()).usage).toMatchObject({ provider: 'openai', failedFirst: ['anthropic'] })
  expect(recorded()).toMatchObject([
    { provider: 'anthropic', outcome: 'failed', code: 'invalid-output', tries: 2 },
    { provider: 'openai', outcome: 'answered', failedFirst: ['anthropic'] },
  ])
})

test('there is none where there is no model or none that can', async () => {
  await script({ kind: 'status', status: 401 }, { kind: 'refusal' })
  await expect(ask()).rejects.toMatchObject({ kind: 'refused', provider: 'openai' })
  await expect(gateway({ keys: {} }).ask(question, CALLER, signal())).rejects.toMatchObject({ provider: 'offline' })
})
