import { check, control, type Day, type Step } from '../step.ts'

interface Target {
  channel: string
  state: string
  attempts: number
}
interface Distribution {
  id: string
  promotionId: string
  targets: Record<string, Target>
}
interface Made {
  posts: { partner: string; reference: string; takenDownAt?: string }[]
}

const SETTLED = new Set(['published', 'handed-over'])
const MINUTE_MS = 60_000

const statesOf = ({ targets }: Distribution) => Object.values(targets)

const launch: Step = [
  'Launch on six channels; one answers too late, one is down twice',
  async (day) => {
    await control(day, 'POST', '/script', {
      partner: 'genie-tv',
      operation: 'create',
      behaviours: [{ kind: 'reset-after-success' }],
    })
    const busy = { kind: 'status', status: 503 }
    await control(day, 'POST', '/script', { partner: 'ringobiz', operation: 'create', behaviours: [busy, busy] })
    const began = performance.now()
    await day.shop.command('launch-promotion', { promotionId: day.promotionId })
    const mine = (row: Distribution) => row.promotionId === day.promotionId
    const done = (row: Distribution) => mine(row) && statesOf(row).every(({ state }) => SETTLED.has(state))
    const row = await day.live?.until<Distribution>('distributions', done, MINUTE_MS)
    check(row !== undefined, 'there should be a live stream')
    day.distributionId = row?.id ?? ''
    const tries = row?.targets.ringobiz?.attempts
    check(tries === 3, `링고비즈 should have taken three tries, it took ${tries}`)
    return `all six settled in ${((performance.now() - began) / 1000).toFixed(1)} s, seen on the live stream`
  },
]

const confirm: Step = [
  'The blog post is made by hand, and its address given',
  async (day) => {
    const url = 'https://blog.naver.com/somang-bread/223700001'
    const { distributionId } = day
    await day.shop.command('confirm-post', { distributionId, channel: 'naver-blog', url })
    return url
  },
]

const record: Step = [
  'The channels’ own record: each post exactly once',
  async (day) => {
    const posts = await postsOf(day)
    const counts = Map.groupBy(posts, ({ partner }) => partner)
    check(counts.size === 5, `five channels should have a post, ${counts.size} have`)
    for (const [partner, made] of counts) check(made.length === 1, `${partner} has ${made.length} posts`)
    return [...counts.keys()].join(', ')
  },
]

async function postsOf({ promotionId: _, distributionId, ...day }: Day) {
  const { posts } = (await control({ ...day, promotionId: _, distributionId }, 'GET', '/record')) as Made
  return posts.filter(({ reference }) => reference.startsWith(distributionId))
}

const takeDown: Step = [
  'One post is taken down again, at the channel too',
  async (day) => {
    const { distributionId } = day
    await day.shop.command('take-down-posts', { distributionId, channel: 'instagram', reason: '사진을 바꿉니다' })
    const gone = (row: Distribution) => row.id === distributionId && row.targets.instagram?.state === 'taken-down'
    await day.live?.until<Distribution>('distributions', gone)
    const posts = await postsOf(day)
    check(
      posts.some(({ partner, takenDownAt }) => partner === 'instagram' && takenDownAt !== undefined),
      'it is still up',
    )
    return 'Instagram'
  },
]

/** Publishing, and what the channels say of it. */
export const launchSteps: Step[] = [launch, confirm, record]
export const takeDownSteps: Step[] = [takeDown]
