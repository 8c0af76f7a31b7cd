import { describe, expect, test } from 'vitest'
import { ANSWERS, TOKENS } from '../../embedded/ai-double/answers.ts'
import type { Behaviour } from '../../embedded/ai-double/behaviour.ts'
import { offlinePlanner } from './offline.ts'
import { createRecommender } from './recommend.ts'
import { CONTEXT, CRITERIA, doubleForTests, freshSignal, PRICE } from './test-support.ts'

/** Longer than anything that is cut off. */
const NEVER_MS = 100_000

const { provider, next, requests } = doubleForTests()
const both = ['anthropic', 'openai'] as const
const plans = (id: 'anthropic' | 'openai', signal = freshSignal()) =>
  provider(id).proposePlans(CRITERIA, [], CONTEXT, signal)
const times = (count: number, behaviour: Behaviour) => next(...Array.from({ length: count }, () => behaviour))
const lastMessages = () => requests().at(-1)?.body.messages as { role: string; content: string }[]
const costOf = (replies: number) => (replies * (TOKENS.input * PRICE.input + TOKENS.output * PRICE.output)) / 1_000_000

describe.each(both)('%s', (id) => {
  test('tokens and cost come from the answer', async () => {
    const { usage } = await plans(id)
    expect(usage).toMatchObject({ inputTokens: TOKENS.input, outputTokens: TOKENS.output })
    expect(usage.costUsd).toBeCloseTo(costOf(1), 9)
  })

  test('the request asks for the schema, in the right language, with the facts we are sure of', async () => {
    await plans(id)
    const text = JSON.stringify(requests()[0]?.body)
    expect(text).toContain('12월 25일(금) 크리스마스가 다가와요')
    expect(text).toContain('\\"entries\\":480')
    expect(text).toContain('expectedReach')
    expect(text).not.toMatch(/"(temperature|top_p|maxLength|minLength)":/)
    await provider(id).proposePlans(CRITERIA, [], { ...CONTEXT, language: 'en' }, freshSignal())
    expect(JSON.stringify(requests()[1]?.body)).toContain('Christmas is coming on Fri 25 December')
  })

  test.each([
    ['429', { kind: 'status', status: 429, retryAfter: 0 }],
    ['500', { kind: 'status', status: 500 }],
    ['529 overloaded', { kind: 'status', status: 529 }],
    ['a connection reset', { kind: 'reset' }],
    ['an answer that is not the API’s', { kind: 'garbage' }],
  ] satisfies [string, Behaviour][])('%s is tried again', async (_, fault) => {
    times(2, fault)
    expect((await plans(id)).plans).toHaveLength(3)
    expect(requests()).toHaveLength(3)
  })

  test('three tries and no more', async () => {
    times(5, { kind: 'status', status: 503 })
    await expect(plans(id)).rejects.toMatchObject({ kind: 'retryable', provider: id })
    expect(requests()).toHaveLength(3)
  })

  test('waits as long as it was asked to', async () => {
    next({ kind: 'status', status: 429, retryAfter: 1 })
    const started = performance.now()
    await plans(id)
    expect(performance.now() - started).toBeGreaterThan(990)
  })

  test('asked to wait for long, it gives up at once, so that another can answer', async () => {
    next({ kind: 'status', status: 429, retryAfter: 60 })
    await expect(plans(id)).rejects.toMatchObject({ kind: 'retryable', retryAfterMs: 60_000 })
    expect(requests()).toHaveLength(1)
  })

  test.each([
    [401, 'unauthorised'],
    [403, 'unauthorised'],
    [400, 'unavailable'],
    [404, 'unavailable'],
  ] as const)('%i is not tried again: %s', async (status, kind) => {
    next({ kind: 'status', status })
    await expect(plans(id)).rejects.toMatchObject({ kind })
    expect(requests()).toHaveLength(1)
  })

  test('a refusal is final, and paid for', async () => {
    next({ kind: 'refusal' })
    await expect(plans(id)).rejects.toMatchObject({ kind: 'refused', costUsd: costOf(1) })
    expect(requests()).toHaveLength(1)
  })

  test('JSON that breaks off is repaired once, and both answers are paid for', async () => {
    next({ kind: 'malformed' })
    const { plans: made, usage } = await plans(id)
    expect(made).toHaveLength(3)
    expect(usage.costUsd).toBeCloseTo(costOf(2), 9)
    expect(
      lastMessages()
        .map(({ role }) => role)
        .slice(-3),
    ).toEqual(['user', 'assistant', 'user'])
    expect(lastMessages().at(-1)?.content).toContain('not JSON')
  })

  test('JSON that breaks a rule of the domain is sent back with what is wrong', async () => {
    const three = (ANSWERS.plans as { plans: object[] }).plans
    next({
      kind: 'answer',
      text: JSON.stringify({ plans: three.map((plan) => ({ ...plan, days: 90, title: '같은 제목' })) }),
    })
    expect((await plans(id)).plans).toHaveLength(3)
    expect(lastMessages().at(-1)?.content).toMatch(/plans\.0\.days.*60/)
  })

  test('one repair and no more', async () => {
    times(3, { kind: 'answer', text: '{"plans": []}' })
    await expect(plans(id)).rejects.toMatchObject({ kind: 'invalid-output', costUsd: costOf(2) })
    expect(requests()).toHaveLength(2)
  })

  test('an empty answer can be repaired too', async () => {
    next({ kind: 'answer', text: '' })
    expect((await plans(id)).plans).toHaveLength(3)
    expect(lastMessages().every(({ content }) => content !== '')).toBe(true)
  })

  test('JSON in a code fence is understood', async () => {
    next({ kind: 'answer', text: `\`\`\`json\n${JSON.stringify(ANSWERS.plans)}\n\`\`\`` })
    expect((await plans(id)).plans).toHaveLength(3)
    expect(requests()).toHaveLength(1)
  })

  test('a slow call is cut off and tried again', async () => {
    next({ kind: 'answer', delayMs: NEVER_MS })
    const started = performance.now()
    const slow = provider(id, { timeoutMs: 300 })
    expect((await slow.proposePlans(CRITERIA, [], CONTEXT, freshSignal())).plans).toHaveLength(3)
    expect(performance.now() - started).toBeLessThan(NEVER_MS)
  })

  test('no try goes on beyond the caller’s deadline', async () => {
    times(3, { kind: 'answer', delayMs: NEVER_MS })
    const started = performance.now()
    await expect(plans(id, AbortSignal.timeout(200))).rejects.toMatchObject({ kind: 'unavailable' })
    expect(performance.now() - started).toBeLessThan(NEVER_MS)
  })

  test('an open breaker answers at once without asking', async () => {
    const guarded = provider(id, { minimumCalls: 3 })
    times(3, { kind: 'status', status: 500 })
    await expect(guarded.proposePlans(CRITERIA, [], CONTEXT, freshSignal())).rejects.toThrow()
    expect(guarded.guard.state()).toBe('open')
    const again = guarded.proposePlans(CRITERIA, [], CONTEXT, freshSignal())
    await expect(again).rejects.toMatchObject({ kind: 'unavailable' })
    expect(requests()).toHaveLength(3)
  })
})

describe('fail-over through real HTTP', () => {
  const recommender = (deadlineMs = 6_000) =>
    createRecommender({
      providers: [provider('anthropic'), provider('openai'), offlinePlanner],
      deadlinesMs: { trends: deadlineMs, plans: deadlineMs },
    })

  test.each([
    ['429', [{ kind: 'status', status: 429, retryAfter: 30 }]],
    ['401', [{ kind: 'status', status: 401 }]],
    ['refusal', [{ kind: 'refusal' }]],
    ['unusable answers', [{ kind: 'malformed' }, { kind: 'malformed' }]],
    ['overload', Array.from({ length: 3 }, () => ({ kind: 'status' as const, status: 529 }))],
    ['resets', Array.from({ length: 3 }, () => ({ kind: 'reset' as const }))],
  ] satisfies [string, Behaviour[]][])('after %s of the first the second answers', async (_, faults) => {
    next(...faults)
    const { usage } = await recommender().proposePlans(CRITERIA, [], CONTEXT, freshSignal())
    expect(usage).toMatchObject({ provider: 'openai', failedFirst: ['anthropic'] })
    expect(requests().map((one) => one.provider)).toEqual([...faults.map(() => 'anthropic'), 'openai'])
  })

  test('after both the offline planner answers', async () => {
    next({ kind: 'status', status: 401 }, { kind: 'refusal' })
    const { usage, plans } = await recommender().proposePlans(CRITERIA, [], CONTEXT, freshSignal())
    expect(usage).toMatchObject({ provider: 'offline', failedFirst: ['anthropic', 'openai'] })
    expect(usage.costUsd).toBeCloseTo(costOf(1), 9)
    expect(plans).toHaveLength(3)
  })

  test('when the time for the step is over, only the offline planner is asked', async () => {
    times(3, { kind: 'answer', delayMs: NEVER_MS })
    const started = performance.now()
    const { usage } = await recommender(300).proposePlans(CRITERIA, [], CONTEXT, freshSignal())
    expect(usage).toMatchObject({ provider: 'offline', failedFirst: ['anthropic'] })
    expect(performance.now() - started).toBeLessThan(NEVER_MS)
    expect(requests().map((one) => one.provider)).toEqual(['anthropic'])
  })
})
