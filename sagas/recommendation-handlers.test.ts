import { expect, test } from 'vitest'
import { past } from '../domain/given.ts'
import { type Recommender, recommendationHandlers } from './recommendation-handlers.ts'

const criteria = { trade: 'cafe', region: 'daegu', purpose: 'regulars', season: 'autumn' }
const { trends, plans, usage } = past('PlansProposed').data as never as Record<string, never>

async function run(type: string, recommender: Partial<Recommender>, aborted = false) {
  const sent: unknown[] = []
  const all: Recommender = {
    analyse: async () => ({ trends, usage }) as never,
    propose: async () => ({ plans, usage }) as never,
  }
  const handlers = recommendationHandlers(
    { ...all, ...recommender },
    async (...command) => void sent.push(command.slice(0, 2)),
  )
  const signal = aborted ? AbortSignal.abort(new Error('stopped')) : new AbortController().signal
  const context = { effectId: 'e', recovered: false, merchantId: 'm1', correlationId: 'c', signal }
  await handlers[type]?.({ type, recommendationId: 'r1', criteria, trends } as never, context)
  return sent
}

test('what was found is recorded', async () => {
  expect(await run('analyse-trends', {})).toEqual([['RecordTrends', { recommendationId: 'r1', trends, usage }]])
  const expected = { recommendationId: 'r1', trends, plans, usage, cached: false }
  expect(await run('propose-plans', {})).toEqual([['RecordPlans', expected]])
})

test.each(['analyse-trends', 'propose-plans'])('%s: when nobody can, the job fails and says why', async (type) => {
  const fail = async () => {
    throw new Error('the model is away')
  }
  const sent = await run(type, { analyse: fail, propose: fail })
  expect(sent).toEqual([
    ['FailRecommendation', { recommendationId: 'r1', code: 'NO_PLANS', reason: 'the model is away' }],
  ])
})

test('a stop is no failure: the work is taken up again', async () => {
  const stopped = async () => {
    throw new Error('aborted by the caller')
  }
  await expect(run('analyse-trends', { analyse: stopped }, true)).rejects.toThrow('stopped')
})
