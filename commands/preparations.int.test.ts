import { describe, expect, test } from 'vitest'
import type { Actor } from '../adapters/http/auth.ts'
import { Rejected } from '../domain/kernel.ts'
import { actorOf, PUBLIC, SHOP, worldForTests } from './servers.harness.ts'

const world = worldForTests()
const codeOf = (sent: Promise<unknown>) =>
  sent.then(
    () => 'accepted',
    (error) => (error instanceof Rejected ? error.code : error),
  )
const eventsOf = async (stream: string) => (await world.store.readStream(stream)).events
const email = () => `${crypto.randomUUID()}@dalbit.example`

describe('sign-up', () => {
  test.each([
    ['verified', 'verified'],
    ['unavailable', 'awaiting-confirmation'],
  ] as const)('goes on when the tax office says %s', async (business, verification) => {
    world.outside.business = business
    const result = await world.send(PUBLIC, 'RegisterMerchant', { ...SHOP, email: email() })
    expect(result.verification).toBe(verification)
    const [event] = await eventsOf(`merchant-${result.id}`)
    expect(event?.data).toMatchObject({
      merchantId: result.id,
      businessNumber: '1208147521',
      passwordHash: expect.stringMatching(/^hash/),
    })
    expect(Object.keys(event?.data ?? {})).not.toContain('password')
  })

  test.each([
    ['mismatch', 'BUSINESS_NUMBER_INVALID'],
    ['suspended', 'BUSINESS_NOT_ACTIVE'],
    ['closed', 'BUSINESS_NOT_ACTIVE'],
  ] as const)('is refused when it says %s', async (business, code) => {
    world.outside.business = business
    expect(await codeOf(world.send(PUBLIC, 'RegisterMerchant', { ...SHOP, email: email() }))).toBe(code)
    world.outside.business = 'verified'
  })

  test.each([
    ['a short password', { password: 'short' }],
    ['no address', { email: 'nobody' }],
    ['nine digits', { businessNumber: '123-45-6789' }],
    ['no such day', { openedOn: '2020-02-30' }],
  ])('does not take %s', async (_, wrong) => {
    await expect(world.send(PUBLIC, 'RegisterMerchant', { ...SHOP, email: email(), ...wrong })).rejects.toThrow()
  })

  test('an operator confirms what the tax office could not, under the own name', async () => {
    world.outside.business = 'unavailable'
    const { merchantId } = await world.shop()
    world.outside.business = 'verified'
    await world.send(actorOf('platform', 'operator'), 'ConfirmBusiness', { merchantId, confirmedBy: 'somebody else' })
    expect((await eventsOf(`merchant-${merchantId}`)).at(-1)).toMatchObject({
      type: 'BusinessConfirmed',
      data: { confirmedBy: 'platform-operator' },
      meta: { merchantId },
    })
  })
})

describe('accounts of colleagues', () => {
  const colleague = { role: 'staff', name: '이정민', password: 'a long password' }
  test('belong to the owner’s shop, whatever the call names', async () => {
    const owner = await world.shop()
    const { id } = await world.send(owner, 'OpenAccount', { ...colleague, email: email(), merchantId: 'another' })
    const [event] = await eventsOf(`account-${id}`)
    expect(event).toMatchObject({ data: { merchantId: owner.merchantId }, meta: { merchantId: owner.merchantId } })
  })
  test('an operator’s is opened by the platform only', async () => {
    const operator = { ...colleague, role: 'operator', email: email() }
    expect(await codeOf(world.send(await world.shop(), 'OpenAccount', operator))).toBe('NOT_ALLOWED')
    const { id } = await world.send(actorOf('', 'system'), 'OpenAccount', operator)
    expect((await eventsOf(`account-${id}`))[0]?.meta.merchantId).toBe('platform')
  })
  test('one an address', async () => {
    const [owner, address] = [await world.shop(), email()]
    await world.send(owner, 'OpenAccount', { ...colleague, email: address })
    const again = { ...colleague, email: address.toUpperCase() }
    expect(await codeOf(world.send(owner, 'OpenAccount', again))).toBe('EMAIL_TAKEN')
  })
})

describe('recommendations', () => {
  test('take trade, region and season from the shop and the day where they are left out', async () => {
    const owner = await world.shop()
    const { id } = await world.send(owner, 'RequestRecommendation', { purpose: 'sales', trade: 'bakery' })
    const [event] = await eventsOf(`recommendation-${id}`)
    expect(event?.data).toMatchObject({ trade: 'bakery', region: 'daegu', season: 'autumn', fromCache: false })
  })
  test('need a shop', async () => {
    const nobody = actorOf('nobody')
    expect(await codeOf(world.send(nobody, 'RequestRecommendation', { purpose: 'sales' }))).toBe('MERCHANT_NOT_FOUND')
  })
  test('no plan before there are any, and none beyond the third', async () => {
    const owner = await world.shop()
    const promotionId = await world.promotion(owner)
    const { id: recommendationId } = await world.send(owner, 'RequestRecommendation', { purpose: 'sales' })
    const choice = { promotionId, recommendationId, planIndex: 0 }
    expect(await codeOf(world.send(owner, 'ChoosePlan', choice))).toBe('PLANS_NOT_READY')
    await expect(world.send(owner, 'ChoosePlan', { ...choice, planIndex: 3 })).rejects.toThrow()
  })
  test('what is kept is forgotten before it is recorded that it was', async () => {
    const owner = await world.shop()
    world.outside.asked = []
    const { id } = await world.send(owner, 'InvalidateRecommendations', { purpose: 'sales' })
    expect([id, world.outside.asked]).toEqual(['cafe.daegu.sales.autumn', ['invalidate']])
  })
})

describe('distributions', () => {
  test('carry each channel’s content, once a channel', async () => {
    const owner = await world.shop()
    const promotionId = await world.promotion(owner, 'running')
    const channels = ['kakao', 'instagram', 'kakao']
    const { id } = await world.send(owner, 'DistributePromotion', { promotionId, channels })
    const [event] = await eventsOf(`distribution-${id}`)
    const targets = event?.data.targets as { channel: string; content: Record<string, unknown> }[]
    expect(targets.map(({ channel }) => channel)).toEqual(['kakao', 'instagram'])
    expect(targets[0]?.content).toMatchObject({
      reference: `${id}.kakao`,
      shopName: '달빛카페',
      entryUrl: `https://madang.example/p/${promotionId}?from=kakao`,
    })
  })
  test('need a running promotion', async () => {
    const owner = await world.shop()
    const promotionId = await world.promotion(owner)
    const sent = world.send(owner, 'DistributePromotion', { promotionId, channels: ['kakao'] })
    expect(await codeOf(sent)).toBe('PROMOTION_NOT_RUNNING')
  })
  test('a person is told what a channel would refuse; the saga lets the channel say so', async () => {
    const owner = await world.shop()
    const promotionId = await world.promotion(owner, 'running')
    const input = { promotionId, channels: ['kakao', 'instagram'] }
    world.outside.refusing.add('kakao')
    expect(await codeOf(world.send(owner, 'DistributePromotion', input))).toBe('PREFLIGHT_FAILED')
    expect(await codeOf(world.send(actorOf('', 'system'), 'DistributePromotion', input))).toBe('accepted')
    world.outside.refusing.clear()
  })
  test('nothing is retried for a promotion that is over', async () => {
    const owner = await world.shop()
    const promotionId = await world.promotion(owner, 'running')
    const { id: distributionId } = await world.send(owner, 'DistributePromotion', { promotionId, channels: ['kakao'] })
    const failed = { type: 'PostFailed', details: { attempt: 1, code: 'X', reason: 'x' } }
    const one = { distributionId, channel: 'kakao' }
    await world.send(actorOf('', 'system'), 'ReportPost', { ...one, ...failed })
    await world.send(owner, 'EndPromotion', { promotionId })
    expect(await codeOf(world.send(owner, 'RetryChannel', one))).toBe('PROMOTION_NOT_RUNNING')
  })
})

test('winners are drawn once, after the end, from those who entered', async () => {
  const [owner, other] = [await world.shop(), await world.shop()]
  const promotionId = await world.promotion(owner, 'running')
  const draw = (who = owner) => world.send(who, 'DrawWinners', { promotionId, count: 2 })
  world.outside.entrants = ['a', 'b', 'c'].map((person) => `${promotionId}.${person}`)
  expect(await codeOf(draw())).toBe('PROMOTION_NOT_ENDED')
  await world.send(owner, 'EndPromotion', { promotionId })
  expect(await codeOf(draw(other))).toBe('PROMOTION_NOT_FOUND')
  const { id } = await draw()
  expect(await draw()).toMatchObject({ id, repeated: true })
  const [event] = await eventsOf(`draw-${promotionId}`)
  expect(event?.data).toMatchObject({ entrants: 3, seed: '5eed', merchantId: owner.merchantId })
  expect(new Set(event?.data.winners as string[]).size).toBe(2)
})

describe('entries', () => {
  const person = { name: '박서준', phone: '010-1234-5678', source: 'kakao', consent: true }
  test('one a person: the number counts, not how it is written', async () => {
    const promotionId = await world.promotion(await world.shop(), 'running')
    const first = await world.send(PUBLIC, 'SubmitEntry', { ...person, promotionId })
    const again = await world.send(PUBLIC, 'SubmitEntry', { ...person, promotionId, phone: '01012345678', name: 'x' })
    expect(again).toMatchObject({ id: first.id, repeated: true })
    expect(first.id).not.toContain('5678')
  })
  test('who was erased may take part again: the same entry, under another key', async () => {
    const owner = await world.shop()
    const promotionId = await world.promotion(owner, 'running')
    const enter = () => world.send(PUBLIC, 'SubmitEntry', { ...person, promotionId })
    const { id: entryId } = await enter()
    const stream = `entry-${entryId}`
    world.outside.entrants = [entryId, 'other.entry']
    await world.send(owner, 'EraseParticipant', { entryId })
    expect((await eventsOf(stream))[1]?.data).toMatchObject({ others: ['other.entry'] })
    expect(await enter()).toMatchObject({ id: entryId, repeated: false, events: ['EntryRenewed'] })
    expect(await enter()).toMatchObject({ id: entryId, repeated: true })
    const keys = (await eventsOf(stream)).map(({ type, data }) => [type, data.participantKey])
    const key = entryId.split('.')[1]
    expect(keys).toEqual([
      ['EntrySubmitted', key],
      ['ParticipantErasureRequested', key],
      ['EntryRenewed', `${key}-2`],
    ])
    world.outside.entrants = []
    expect(await world.send(owner, 'EraseParticipant', { entryId })).toMatchObject({ repeated: false })
    expect(await world.send(owner, 'EraseParticipant', { entryId })).toMatchObject({ repeated: true })
  })
  test('only the owner erases, of the own shop: another’s entry is none', async () => {
    const [owner, other] = [await world.shop(), await world.shop()]
    const promotionId = await world.promotion(owner, 'running')
    const { id: entryId } = await world.send(PUBLIC, 'SubmitEntry', { ...person, promotionId })
    const erase = (who: Actor, id = entryId) => codeOf(world.send(who, 'EraseParticipant', { entryId: id }))
    expect(await erase(other)).toBe('ENTRY_NOT_FOUND')
    expect(await erase(owner, 'no.such')).toBe('ENTRY_NOT_FOUND')
    for (const role of ['staff', 'auditor', 'operator'] as const)
      expect(await erase(actorOf(owner.merchantId, role))).toBe('NOT_ALLOWED')
    expect(await eventsOf(`entry-${entryId}`)).toHaveLength(1)
    expect(await erase(owner)).toBe('accepted')
  })
  test('nobody is known from one promotion to the next', async () => {
    const owner = await world.shop()
    const ids = await Promise.all(
      [1, 2].map(async () => {
        const promotionId = await world.promotion(owner, 'running')
        const { id } = await world.send(PUBLIC, 'SubmitEntry', { ...person, promotionId })
        return id.split('.')[1]
      }),
    )
    expect(ids[0]).not.toBe(ids[1])
  })
  test('only while it runs, and only until its end even where nobody has ended it yet', async () => {
    const owner = await world.shop()
    const enter = (promotionId: string) => codeOf(world.send(PUBLIC, 'SubmitEntry', { ...person, promotionId }))
    const running = await world.promotion(owner, 'running')
    expect(await enter(await world.promotion(owner))).toBe('PROMOTION_NOT_RUNNING')
    expect(await enter('nothing')).toBe('PROMOTION_NOT_FOUND')
    const { now } = world.outside
    world.outside.now = '2026-11-27T03:00:00.000Z'
    expect(await enter(running)).toBe('PROMOTION_NOT_RUNNING')
    world.outside.now = now
    expect(await enter(running)).toBe('accepted')
  })
  test.each([{ consent: false }, { consent: undefined }, { phone: '02-123-4567' }, { name: ' ' }, { source: 'tv' }])(
    'not with %o',
    async (wrong) => {
      const promotionId = await world.promotion(await world.shop(), 'running')
      await expect(world.send(PUBLIC, 'SubmitEntry', { ...person, promotionId, ...wrong })).rejects.toThrow()
    },
  )
})
