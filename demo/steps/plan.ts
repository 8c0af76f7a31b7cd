import { openLive } from '../client.ts'
import { check, type Step } from '../step.ts'

const DAY_MS = 86_400_000
const AT_ONCE_MS = 100
const CHANNELS = ['uridongne-tv', 'ringobiz', 'genie-tv', 'instagram', 'naver-blog', 'kakao']

interface Job {
  id: string
  status: string
  percent: number
  step: string
  result?: { plans: { title: string }[]; usage: { provider: string } }
}

const create: Step = [
  'A promotion begins with its purpose, sent twice with one Idempotency-Key',
  async (day) => {
    const once = await day.shop.command('create-promotion', { purpose: 'new-customers' }, { key: 'first-promotion' })
    const again = await day.shop.command('create-promotion', { purpose: 'new-customers' }, { key: 'first-promotion' })
    check(again.body.repeated && again.body.id === once.body.id, 'the second should have changed nothing')
    day.promotionId = once.body.id
    return `one promotion, ${again.ms.toFixed(0)} ms the second time`
  },
]

const recommend: Step = [
  'Three plans are asked for: a job id at once, progress on the live stream',
  async (day) => {
    day.live = await openLive(day.origin, day.shop.token ?? '')
    const began = performance.now()
    const asked = await day.shop.command('request-recommendation', {
      purpose: 'new-customers',
      promotionId: day.promotionId,
    })
    day.recommendationId = asked.body.jobId
    const job = await day.live.until<Job>('jobs', ({ id, status }) => id === asked.body.jobId && status === 'done')
    const titles = job.result?.plans.map(({ title }) => title) ?? []
    check(titles.length === 3, 'there should be three plans')
    check(asked.ms <= AT_ONCE_MS, `the job id should come within ${AT_ONCE_MS} ms, it took ${asked.ms.toFixed(0)}`)
    const seconds = ((performance.now() - began) / 1000).toFixed(2)
    return `job id in ${asked.ms.toFixed(0)} ms, plans in ${seconds} s by ${job.result?.usage.provider}: ${titles.join(' / ')}`
  },
]

const recommendAgain: Step = [
  'The same question again: the kept plans, at once',
  async (day) => {
    const { body, ms } = await day.shop.command('request-recommendation', { purpose: 'new-customers' })
    check(body.events.includes('PlansProposed'), 'the plans should be there with the answer')
    check(ms <= AT_ONCE_MS, `a hit should take ${AT_ONCE_MS} ms at most, it took ${ms.toFixed(0)}`)
    return `${ms.toFixed(0)} ms`
  },
]

const choose: Step = [
  'A plan is chosen, made the shop’s own, and checked for every channel',
  async (day) => {
    const { promotionId, recommendationId } = day
    await day.shop.command('choose-plan', { promotionId, recommendationId, planIndex: 0 })
    const { body } = await day.shop.get(`/api/v1/promotions/${promotionId}`)
    const period = {
      startsAt: body.createdAt,
      endsAt: new Date(Date.parse(body.createdAt) + 10 * DAY_MS).toISOString(),
    }
    const revised = await day.shop.command('revise-promotion', {
      promotionId,
      prize: '식빵 한 달 이용권 3명',
      channels: CHANNELS,
      ...period,
    })
    const checks = await day.shop.get(
      `/api/v1/promotions/${promotionId}/preflight?channels=${CHANNELS.join(',')}&min-position=${revised.body.position}`,
    )
    const problems = checks.body.items.flatMap((item: { problems: unknown[] }) => item.problems)
    check(problems.length === 0, `preflight found ${JSON.stringify(problems)}`)
    return `${checks.body.items.length} channels would take it`
  },
]

/** From the idea to a promotion that can start. */
export const planSteps: Step[] = [create, recommend, recommendAgain, choose]
