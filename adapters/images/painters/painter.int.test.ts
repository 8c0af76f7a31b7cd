import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { past } from '../../../domain/given.ts'
import { type AiDouble, startAiDouble } from '../../../embedded/ai-double/server.ts'
import { AiError } from '../../ai/port.ts'
import { createBreakers } from '../../resilience/breakers.ts'
import { configurePainter } from './configure.ts'
import { maskedProvider } from './masked-provider.ts'
import { openAiImages } from './openai-images.ts'
import type { ImageCall } from './painter.ts'
import { stabilityImages } from './stability.ts'

let double: AiDouble
let failing: Record<string, number> = {}
beforeAll(async () => {
  double = await startAiDouble({
    port: 0,
    behave: ({ provider }) => {
      const status = failing[provider]
      return status === undefined ? { kind: 'answer' } : { kind: 'status', status }
    },
  })
})
afterAll(() => double.stop())
beforeEach(() => {
  failing = {}
  double.requests.length = 0
})

const { facts } = past('ContentRequested').data as { facts: never }
const wish = { style: 'warm' as const, facts, merchantId: 'm1' }
const { signal } = new AbortController()

function painter(more: Record<string, string> = {}) {
  const calls: ImageCall[] = []
  const env = {
    OPENAI_API_KEY: 'any',
    OPENAI_IMAGE_MODEL: 'gpt-image-2',
    OPENAI_IMAGE_URL: double.openAiUrl,
    STABILITY_API_KEY: 'any',
    STABILITY_URL: double.anthropicUrl,
    ...more,
  }
  const options = { now: () => '2026-11-21T03:00:00.000Z', record: (call: ImageCall) => void calls.push(call) }
  return { made: configurePainter(env, createBreakers(), options), calls }
}

test('OpenAI paints: size, prompt and cost are known, and nothing the merchant wrote has left', async () => {
  const { made, calls } = painter()
  const painting = await made?.paint(wish, signal)
  expect(painting).toMatchObject({ mime: 'image/png', width: 1536, height: 1024 })
  expect(painting?.usage).toMatchObject({ provider: 'openai', model: 'gpt-image-2', costUsd: 0.063, failedFirst: [] })
  expect(calls).toMatchObject([{ provider: 'openai', outcome: 'answered', costUsd: 0.063, merchantId: 'm1' }])
  const sent = JSON.stringify(double.requests)
  expect(sent).toContain('no text, no letters')
  for (const own of Object.values(facts).filter((value) => value !== 'cafe')) expect(sent).not.toContain(own)
})

test.each([
  ['openai', () => openAiImages({ apiKey: 'any', baseURL: double.openAiUrl, model: 'gpt-image-2', usd: 0 })],
  ['stability', () => stabilityImages({ apiKey: 'any', baseURL: double.anthropicUrl, model: 'core', usd: 0 })],
] as const)('%s is told no personal data, whatever a prompt says', async (provider, make) => {
  const prompt = 'a café, call 010-1234-5678 or write to owner@bread.example, resident 900101-1234567'
  const bytes = await maskedProvider(make()).paint(prompt, signal)
  expect(bytes.length).toBeGreaterThan(0)
  const sent = double.requests.map((request) => [request.provider, request.body.prompt])
  expect(sent).toEqual([[provider, 'a café, call [PHONE_1] or write to [EMAIL_1], resident [RESIDENT_NO_1]']])
})

test('when OpenAI does not, Stability does; who failed first is known', async () => {
  failing = { openai: 500 }
  const { made, calls } = painter()
  const painting = await made?.paint(wish, signal)
  expect(painting).toMatchObject({ width: 1248, height: 832 })
  expect(painting?.usage).toMatchObject({ provider: 'stability', costUsd: 0.03, failedFirst: ['openai'] })
  expect(calls).toMatchObject([
    { provider: 'openai', outcome: 'failed', code: 'retryable', costUsd: 0 },
    { provider: 'stability', outcome: 'answered', failedFirst: ['openai'] },
  ])
})

test('when nobody paints, it says so, so that the background is drawn', async () => {
  failing = { openai: 429, stability: 401 }
  const { made, calls } = painter()
  const error = await made?.paint(wish, signal).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(AiError)
  expect(error.message).toContain('openai, stability')
  expect(calls.map(({ code }) => code)).toEqual(['retryable', 'unauthorised'])
})

test('the same wish is the same prompt; each look and trade is another', async () => {
  const { made } = painter()
  const prompts = await Promise.all(
    [wish, wish, { ...wish, style: 'bold' as const }].map(async (one) => (await made?.paint(one, signal))?.prompt),
  )
  expect(prompts[0]).toBe(prompts[1])
  expect(prompts[2]).not.toBe(prompts[0])
})

test('without a model there is no painter; a wrong setting is named', () => {
  const nothing = { OPENAI_IMAGE_MODEL: '', STABILITY_API_KEY: '' }
  expect(painter(nothing).made).toBeUndefined()
  expect(() => painter({ STABILITY_URL: 'nonsense' })).toThrow('STABILITY_URL')
})
