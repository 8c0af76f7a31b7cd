import { describe, expect, test } from 'vitest'
import { Rejected } from '../domain/kernel.ts'
import { actorOf, DRAFT, PUBLIC, SHOP, worldForTests } from './servers.harness.ts'

const world = worldForTests()
const codeOf = (sent: Promise<unknown>) =>
  sent.then(
    () => 'accepted',
    (error) => (error instanceof Rejected ? error.code : error),
  )
const eventsOf = async (stream: string) => (await world.store.readStream(stream)).events

describe('the same idempotency key', () => {
  test('gives the same answer, and adds nothing', async () => {
    const owner = await world.shop()
    const first = await world.send(owner, 'CreatePromotion', { purpose: 'sales' }, 'k1')
    await world.send(owner, 'RevisePromotion', { promotionId: first.id, title: '하나' }, 'k2')
    const again = await world.send(owner, 'CreatePromotion', { purpose: 'sales' }, 'k1')
    expect(again).toEqual({ ...first, repeated: true, events: [] })
    expect(await eventsOf(`promotion-${first.id}`)).toHaveLength(2)
  })

  test('gives the position of the last event where there were several', async () => {
    const owner = await world.shop()
    const usage = { provider: 'offline', model: 'rules', inputTokens: 0, outputTokens: 0, costUsd: 0, failedFirst: [] }
    const plan = { title: 't', idea: 'i', prize: 'p', mechanic: 'm', channels: ['kakao'], days: 1, expectedEntries: 1 }
    const rest = { expectedReach: 1, cost: 1, effort: 'low', why: 'w', hashtags: [] }
    world.outside.plans = { trends: [], plans: Array(3).fill({ ...plan, ...rest }), usage }
    const first = await world.send(owner, 'RequestRecommendation', { purpose: 'sales' }, 'k1')
    world.outside.plans = undefined
    const again = await world.send(owner, 'RequestRecommendation', { purpose: 'sales' }, 'k1')
    expect(first).toMatchObject({ events: ['RecommendationRequested', 'PlansProposed'], jobId: first.id, revision: 1 })
    expect(again).toEqual({ ...first, repeated: true, events: [] })
  })

  test('of a sign-up is answered although the address is known by then, without asking the tax office again', async () => {
    const email = 'repeat@dalbit.example'
    world.outside.business = 'unavailable'
    const first = await world.send(PUBLIC, 'RegisterMerchant', { ...SHOP, email }, 'sign-up')
    expect(first.verification).toBe('awaiting-confirmation')
    const [registered] = await eventsOf(`merchant-${first.id}`)
    world.outside.taken.add(String(registered?.data.accountId))
    world.outside.business = 'closed'
    world.outside.asked = []
    const again = await world.send(PUBLIC, 'RegisterMerchant', { ...SHOP, email: ' Repeat@Dalbit.example' }, 'sign-up')
    expect([again, world.outside.asked]).toEqual([{ ...first, repeated: true, events: [] }, []])
    const stranger = world.send(PUBLIC, 'RegisterMerchant', { ...SHOP, email }, 'another key')
    expect(await codeOf(stranger)).toBe('EMAIL_TAKEN')
    world.outside.business = 'verified'
  })

  test('of a distribution is answered although the promotion is over by then', async () => {
    const owner = await world.shop()
    const promotionId = await world.promotion(owner, 'running')
    const first = await world.send(owner, 'DistributePromotion', { promotionId, channels: ['kakao'] }, 'k1')
    await world.send(owner, 'EndPromotion', { promotionId })
    const again = await world.send(owner, 'DistributePromotion', { promotionId, channels: ['kakao'] }, 'k1')
    expect(again).toEqual({ ...first, repeated: true, events: [] })
  })

  test('of two people is no repeat, nor of one person for two things; no two events share an id', async () => {
    const [one, two] = [await world.shop(), await world.shop()]
    const ids = await Promise.all(
      [one, two].map((owner) => world.send(owner, 'CreatePromotion', { purpose: 'sales' }, 'k')),
    )
    expect(new Set(ids.map(({ id }) => id)).size).toBe(2)
    const [first, second] = [await world.promotion(one), await world.promotion(one)]
    const ended = [first, second].map((promotionId) =>
      world.send(one, 'CancelPromotion', { promotionId, reason: '…' }, 'same'),
    )
    expect((await Promise.all(ended)).map(({ repeated }) => repeated)).toEqual([false, false])
    const last = await Promise.all([first, second].map(async (id) => (await eventsOf(`promotion-${id}`)).at(-1)?.id))
    expect(new Set(last).size).toBe(2)
  })

  test('sent twice at once is carried out once', async () => {
    const owner = await world.shop()
    const input = { promotionId: `p-${crypto.randomUUID()}`, purpose: 'sales' }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => world.send(owner, 'CreatePromotion', input, 'once')),
    )
    expect(new Set(answers.map(({ position }) => position)).size).toBe(1)
    expect(await eventsOf(`promotion-${input.promotionId}`)).toHaveLength(1)
  })
})

test('32 people who change one promotion at once all get through, each change on top of the others', async () => {
  const owner = await world.shop()
  const promotionId = await world.promotion(owner)
  const titles = Array.from({ length: 32 }, (_, index) => `제목 ${index}`)
  const sent = titles.map((title) => world.send(owner, 'RevisePromotion', { promotionId, title }))
  const revisions = (await Promise.all(sent)).map(({ revision }) => revision)
  expect(new Set(revisions).size).toBe(32)
  const events = await eventsOf(`promotion-${promotionId}`)
  const changed = events.slice(-32).map(({ data }) => (data.changes as { title: string }).title)
  expect(changed.toSorted()).toEqual(titles.toSorted())
})

test('an event says who, for whom, why and when', async () => {
  const owner = await world.shop()
  const { id } = await world.send(owner, 'CreatePromotion', { purpose: 'sales' })
  const [event] = await eventsOf(`promotion-${id}`)
  expect(event?.meta).toMatchObject({
    merchantId: owner.merchantId,
    actor: owner.accountId,
    at: world.outside.now,
    v: 1,
  })
  expect(event?.meta.commandId).toBeUndefined()
})

describe('another merchant’s things', () => {
  test('do not exist, whatever one tries', async () => {
    const [mine, other] = [await world.shop(), await world.shop()]
    const promotionId = await world.promotion(mine, 'running')
    const { id: distributionId } = await world.send(mine, 'DistributePromotion', { promotionId, channels: ['kakao'] })
    const { id: recommendationId } = await world.send(mine, 'RequestRecommendation', { purpose: 'sales' })
    const own = await world.promotion(other)
    const one = { distributionId, channel: 'kakao' }
    const tries: [string, object, string][] = [
      ['CreatePromotion', { promotionId, purpose: 'sales' }, 'PROMOTION_NOT_FOUND'],
      ['RevisePromotion', { promotionId, title: '…' }, 'PROMOTION_NOT_FOUND'],
      ['SchedulePromotion', { promotionId, startsAt: DRAFT.startsAt, endsAt: DRAFT.endsAt }, 'PROMOTION_NOT_FOUND'],
      ['LaunchPromotion', { promotionId }, 'PROMOTION_NOT_FOUND'],
      ['EndPromotion', { promotionId }, 'PROMOTION_NOT_FOUND'],
      ['CancelPromotion', { promotionId, reason: '…' }, 'PROMOTION_NOT_FOUND'],
      ['DistributePromotion', { promotionId, channels: ['kakao'] }, 'PROMOTION_NOT_FOUND'],
      ['RequestRecommendation', { promotionId, purpose: 'sales' }, 'PROMOTION_NOT_FOUND'],
      ['RequestRecommendation', { recommendationId, purpose: 'sales' }, 'RECOMMENDATION_NOT_FOUND'],
      ['ChoosePlan', { promotionId: own, recommendationId, planIndex: 0 }, 'RECOMMENDATION_NOT_FOUND'],
      ['RetryChannel', one, 'DISTRIBUTION_NOT_FOUND'],
      ['ConfirmPost', { ...one, url: 'https://x.example/1' }, 'DISTRIBUTION_NOT_FOUND'],
      ['TakeDownPosts', { ...one, reason: '…' }, 'DISTRIBUTION_NOT_FOUND'],
    ]
    const streams = [`promotion-${promotionId}`, `distribution-${distributionId}`, `recommendation-${recommendationId}`]
    const lengths = () => Promise.all(streams.map(async (stream) => (await eventsOf(stream)).length))
    const before = await lengths()
    for (const [type, input, code] of tries)
      expect([type, await codeOf(world.send(other, type, input))]).toEqual([type, code])
    expect(await lengths()).toEqual(before)
  })

  test('an address that a colleague of another shop has is taken, even before the read model knows', async () => {
    const [mine, other] = [await world.shop(), await world.shop()]
    const colleague = { role: 'staff', name: '이정민', email: 'shared@dalbit.example', password: 'a long password' }
    await world.send(mine, 'OpenAccount', colleague)
    expect(await codeOf(world.send(other, 'OpenAccount', colleague))).toBe('EMAIL_TAKEN')
  })

  test('a shop owner may take part in another shop’s promotion, as anybody, and twice', async () => {
    const [mine, other] = [await world.shop(), await world.shop()]
    const promotionId = await world.promotion(mine, 'running')
    const entry = { promotionId, name: '박서준', phone: '010-1234-5678', consent: true }
    const { id } = await world.send(other, 'SubmitEntry', entry)
    const [event] = await eventsOf(`entry-${id}`)
    expect(event?.meta.merchantId).toBe(mine.merchantId)
    expect(await world.send(other, 'SubmitEntry', entry)).toMatchObject({ repeated: true })
    expect(await world.send(PUBLIC, 'SubmitEntry', entry)).toMatchObject({ repeated: true, id })
  })
})

describe('roles', () => {
  test('the public may do only what is public; an auditor and an operator nothing of a shop', async () => {
    const create = (role: Parameters<typeof actorOf>[1]) =>
      codeOf(world.send(actorOf('m', role), 'CreatePromotion', { purpose: 'sales' }))
    expect(await Promise.all([create('public'), create('auditor'), create('operator'), create('staff')])).toEqual([
      'NOT_SIGNED_IN',
      'NOT_ALLOWED',
      'NOT_ALLOWED',
      'accepted',
    ])
  })

  test('only the saga reports what became of a post', async () => {
    const report = { distributionId: 'd', channel: 'kakao', type: 'PostTakenDown', details: {} }
    expect(await codeOf(world.send(await world.shop(), 'ReportPost', report))).toBe('NOT_ALLOWED')
    expect(await codeOf(world.send(actorOf('', 'system'), 'ReportPost', report))).toBe('DISTRIBUTION_NOT_FOUND')
  })

  test('an owner revises the own profile, whatever id the call names', async () => {
    const [mine, other] = [await world.shop(), await world.shop()]
    const profile = { shopName: '새 이름', trade: 'bakery', region: 'jeju' }
    const { id } = await world.send(mine, 'ReviseProfile', { merchantId: other.merchantId, ...profile })
    expect(id).toBe(mine.merchantId)
  })

  test('an unknown command is not found, an input that does not fit is refused', async () => {
    const owner = await world.shop()
    expect(await codeOf(world.send(owner, 'BurnEverything', {}))).toBe('NOT_FOUND')
    for (const input of [undefined, null, [], 'text', 7, { purpose: 'none of them' }])
      await expect(world.send(owner, 'CreatePromotion', input)).rejects.toThrow('Invalid')
  })
})
