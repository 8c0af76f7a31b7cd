import { describe, expect, it } from 'vitest'
import { minutesLater, recorded, rowsOf, target } from '../harness.ts'
import { distributions } from './distributions.ts'
import { jobs } from './jobs.ts'

const IDS = { merchantId: 'shop', promotionId: 'promo', distributionId: 'dist' }
const why = { code: 'UPSTREAM', reason: 'It did not answer.' }
const requested = recorded('DistributionRequested', 1, {
  ...IDS,
  targets: [target('instagram'), target('kakao'), target('genie-tv')],
})
const published = (channel: 'instagram' | 'kakao' | 'genie-tv', position: number) =>
  recorded('PostPublished', position, {
    ...IDS,
    channel,
    attempt: 1,
    postId: 'p1',
    costWon: 0,
    at: minutesLater(position),
  })
const of = (...events: Parameters<typeof rowsOf>[1]) => ({
  row: rowsOf(distributions, [requested, ...events]).get('dist'),
  job: rowsOf(jobs, [requested, ...events]).get('dist'),
})

describe('distributions and their jobs', () => {
  it('begin with every channel publishing', () => {
    const { row, job } = of()
    expect(row).toMatchObject({ settled: 0, total: 3 })
    expect(row?.targets.kakao).toMatchObject({ state: 'publishing', attempts: 0, overdue: false })
    expect(job).toMatchObject({ kind: 'distribution', status: 'running', percent: 0 })
  })

  it('count what is settled, and are done when all is', () => {
    const held = recorded('PostHeld', 2, { ...IDS, channel: 'kakao', until: minutesLater(90) })
    const failed = recorded('PostFailed', 4, { ...IDS, channel: 'genie-tv', attempt: 3, ...why })
    const under = of(held, published('instagram', 3), failed)
    expect(under.row).toMatchObject({ settled: 2, targets: { kakao: { state: 'held', heldUntil: minutesLater(90) } } })
    expect(under.job).toMatchObject({ percent: 67, status: 'running' })
    const done = of(held, published('instagram', 3), failed, published('kakao', 5))
    expect(done.row).toMatchObject({ settled: 3, targets: { 'genie-tv': { state: 'failed', attempts: 3, ...why } } })
    expect(done.row?.targets.kakao).not.toHaveProperty('heldUntil')
    expect(done.job).toMatchObject({ percent: 100, status: 'done', finishedAt: minutesLater(5) })
  })

  it('keep when the first try was settled, so that it shows the seconds taken', () => {
    const measured = of(
      published('kakao', 2),
      recorded('TakeDownRequested', 7, { ...IDS, channel: 'kakao', reason: 'over' }),
    )
    expect(measured.row?.targets.kakao).toMatchObject({ state: 'taking-down', settledAt: minutesLater(2) })
  })

  it('are open again when a channel is retried', () => {
    const skipped = (['instagram', 'kakao', 'genie-tv'] as const).map((channel, index) =>
      recorded('PostSkipped', 2 + index, { ...IDS, channel, ...why }),
    )
    const retried = recorded('ChannelRetried', 9, { ...IDS, channel: 'kakao', at: minutesLater(9) })
    const { row, job } = of(...skipped, retried)
    expect(row).toMatchObject({ settled: 2, targets: { kakao: { state: 'publishing', startedAt: minutesLater(9) } } })
    expect(row?.targets.kakao).not.toHaveProperty('settledAt')
    expect(job).toMatchObject({ percent: 67, status: 'running' })
    expect(job).not.toHaveProperty('finishedAt')
  })

  it('do not call a post settled whose outcome is unknown, and show when it is overdue', () => {
    const unconfirmed = recorded('PostUnconfirmed', 2, { ...IDS, channel: 'kakao', attempt: 1, ...why })
    const overdue = recorded('PostOverdue', 3, { ...IDS, channel: 'kakao', ...why })
    const { row, job } = of(unconfirmed, overdue)
    expect(row).toMatchObject({ settled: 0, targets: { kakao: { state: 'unconfirmed', overdue: true } } })
    expect(job?.percent).toBe(0)
    expect(of(unconfirmed, overdue, published('kakao', 4)).row?.targets.kakao).toMatchObject({ overdue: false })
  })

  it('keep the package of a channel that was handed over', () => {
    const imageUrl = 'https://madang.example/card.png'
    const handed = recorded('PostHandedOver', 2, { ...IDS, channel: 'kakao', text: 'Paste this', imageUrl })
    expect(of(handed).row).toMatchObject({ settled: 1, targets: { kakao: { text: 'Paste this', imageUrl } } })
  })
})
