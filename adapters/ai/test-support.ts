import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Criteria } from '../../domain/recommendation.ts'
import type { Behaviour, Provider, ReceivedRequest } from '../../embedded/ai-double/behaviour.ts'
import { type AiDouble, startAiDouble } from '../../embedded/ai-double/server.ts'
import { createGuard, GUARD_DEFAULTS, type Guard, type GuardOptions } from '../resilience/guard.ts'
import { anthropicModel } from './anthropic.ts'
import { modelProvider } from './model-provider.ts'
import { openAiModel } from './openai.ts'
import type { AiContext, RecommendationProvider } from './port.ts'

export const CRITERIA: Criteria = { trade: 'cafe', region: 'busan', purpose: 'season', season: 'winter' }
export const CONTEXT: AiContext = {
  now: '2026-11-21T00:00:00Z',
  pastResults: [{ channel: 'kakao', promotions: 12, entries: 480, reach: 9_600, cost: 180_000 }],
}
export const PRICE = { input: 2, output: 10 }
export const freshSignal = () => new AbortController().signal

/** A double for one test file. Each test queues what the double does next; with an empty queue it answers well. */
export function doubleForTests() {
  const queue: Behaviour[] = []
  let double: AiDouble
  beforeAll(async () => {
    double = await startAiDouble({ port: 0, behave: () => queue.shift() ?? { kind: 'answer' } })
  })
  beforeEach(() => {
    queue.length = 0
    double.requests.length = 0
  })
  afterAll(() => double.stop())

  /** A provider whose official SDK talks to the double. */
  function provider(id: Provider, guardOptions: Partial<GuardOptions> = {}): RecommendationProvider & { guard: Guard } {
    const model =
      id === 'anthropic'
        ? anthropicModel({ apiKey: 'key', model: 'claude-haiku-5-5', baseURL: double.anthropicUrl })
        : openAiModel({ apiKey: 'key', model: 'gpt-6-luna', baseURL: double.openAiUrl })
    const guard = createGuard(id, { ...GUARD_DEFAULTS, ...guardOptions })
    return { ...modelProvider({ model, price: PRICE, guard, retryDelayMs: 5 }), guard }
  }
  return {
    provider,
    next: (...behaviours: Behaviour[]) => void queue.push(...behaviours),
    requests: (): ReceivedRequest[] => double.requests,
  }
}
