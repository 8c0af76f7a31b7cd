import { expect, test } from 'vitest'
import type { ModelUsageRow } from '../projections/rows/ai-usage.ts'
import { figuresOf } from './usage-figures.ts'

const row = (more: Partial<ModelUsageRow>): ModelUsageRow => ({
  ...{ _id: 'r', merchantId: 'm', position: 1, date: '2026-11-21', month: '2026-11', task: 'chat' },
  ...{ provider: 'anthropic', model: 'claude', outcomes: {}, failures: {}, inputTokens: 0, outputTokens: 0 },
  ...{ costUsd: 0, masked: 0, latency: [], firstToken: [] },
  ...more,
})

test('nothing is no wait at all', () => {
  expect(figuresOf([])).toMatchObject({ calls: 0, costUsd: 0, waitMs: null, firstTokenMs: null })
})

test('what was shared is no call, and what broke off is a failure', () => {
  const rows = [
    row({ outcomes: { answered: 3, 'broke-off': 1, shared: 5 }, failures: { retryable: 1 }, costUsd: 1 }),
    row({ outcomes: { failed: 2, stopped: 1 }, failures: { retryable: 1, refused: 1 }, costUsd: 0.5 }),
  ]
  expect(figuresOf(rows)).toMatchObject({
    ...{ calls: 7, answered: 3, failed: 3, stopped: 1, shared: 5, costUsd: 1.5 },
    failures: { retryable: 2, refused: 1 },
  })
})

test('waits lie within the step in which they were counted', () => {
  const all = row({ latency: [0, 0, 10, 0, 0, 0, 0, 0, 0, 0] })
  expect(figuresOf([all]).waitMs).toEqual({ p50: 375, p95: 488 })
  const late = row({ latency: [19, 0, 0, 0, 0, 0, 0, 0, 0, 1] })
  expect(figuresOf([late]).waitMs).toEqual({ p50: 53, p95: 100 })
  expect(figuresOf([row({ latency: [0, 0, 0, 0, 0, 0, 0, 0, 0, 3] })]).waitMs).toEqual({ p50: 32_000, p95: 32_000 })
})
