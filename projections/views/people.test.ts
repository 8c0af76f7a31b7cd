import { describe, expect, it } from 'vitest'
import { NOON, plan, recorded, registration, rowsOf, target, usage } from '../harness.ts'
import { accounts, colleagues } from './accounts.ts'
import { jobs } from './jobs.ts'
import { merchants } from './merchants.ts'
import { notices } from './notices.ts'
import { timeline } from './timeline.ts'

const registered = recorded('MerchantRegistered', 1, registration)
const IDS = { merchantId: 'shop', promotionId: 'promo', distributionId: 'dist', channel: 'kakao' as const }
const why = { code: 'UPSTREAM', reason: 'It did not answer.' }

describe('merchants and accounts', () => {
  it('follow the profile and the confirmation', () => {
    const revised = { merchantId: 'shop', shopName: 'New name', trade: 'bakery' as const, region: 'busan' as const }
    const rows = rowsOf(merchants, [
      registered,
      recorded('ProfileRevised', 2, revised),
      recorded('BusinessConfirmed', 3, { merchantId: 'shop', confirmedBy: 'operator' }),
    ])
    expect(rows.get('shop')).toMatchObject({ shopName: 'New name', verification: 'verified', registeredAt: NOON })
    expect(rows.get('shop')).not.toHaveProperty('passwordHash')
  })

  it('find an account by its id and never publish it', () => {
    expect(rowsOf(accounts, [registered]).get('account')).toMatchObject({ role: 'owner', name: 'Lee' })
    expect(accounts.private).toBe(true)
  })

  const ids = { accountId: 'colleague', merchantId: 'shop' }
  const opened = recorded('AccountOpened', 2, {
    ...ids,
    role: 'staff',
    name: 'Park',
    email: 'park@example.com',
    emailKey: 'key-of-park',
    passwordHash: '$argon2id$',
  })
  it("know a colleague's account too", () => {
    expect(rowsOf(accounts, [registered, opened]).get('colleague')).toMatchObject({ role: 'staff', name: 'Park' })
  })

  it('say of a second factor since when it is on, and how many recovery codes are left', () => {
    const of = { accountId: 'account', merchantId: 'shop' }
    const recoveryHashes = ['one', 'two', 'three']
    const on = recorded('SecondFactorTurnedOn', 2, { ...of, enrolmentId: 'e', step: 1, recoveryHashes })
    const used = recorded('RecoveryCodeUsed', 3, { ...of, recoveryHash: 'two' })
    const renewed = recorded('RecoveryCodesRenewed', 4, { ...of, recoveryHashes })
    const off = recorded('SecondFactorTurnedOff', 5, { ...of, turnedOffBy: 'account' })
    const kept = (...events: Parameters<typeof rowsOf>[1]) =>
      rowsOf(colleagues, [registered, ...events]).get('account')?.secondFactor
    expect(kept()).toBeUndefined()
    expect(kept(on)).toEqual({ since: NOON, recoveryCodes: 3 })
    expect(kept(on, used)).toEqual({ since: NOON, recoveryCodes: 2 })
    expect(kept(on, used, renewed)).toEqual({ since: NOON, recoveryCodes: 3 })
    expect(kept(on, off)).toBeUndefined()
    expect(rowsOf(colleagues, [registered, used]).get('account')).not.toHaveProperty('secondFactor')
  })

  it('say what has ended sign-ins, and are newer than that; who signs out is no different to colleagues', () => {
    const events = [
      opened,
      recorded('AccountRoleChanged', 3, { ...ids, role: 'auditor' }),
      recorded('SignedOutEverywhere', 4, ids),
      recorded('SignedOutEverywhere', 5, { accountId: 'account', merchantId: 'shop' }),
    ]
    const rows = rowsOf(accounts, [registered, ...events])
    const at = NOON
    expect(rows.get('colleague')).toMatchObject({ role: 'auditor', ended: { position: 4, at }, position: 4 })
    expect(rows.get('account')).toMatchObject({ role: 'owner', ended: { position: 5, at }, position: 5 })
    expect(rowsOf(colleagues, events).get('colleague')).toMatchObject({ role: 'auditor', position: 3 })
  })

  it('keep who has left, as one who has', () => {
    const events = [opened, recorded('AccountClosed', 3, ids)]
    const left = { name: 'Park', closedAt: NOON }
    expect(rowsOf(accounts, events).get('colleague')).toMatchObject({ ...left, ended: { position: 3 } })
    expect(rowsOf(colleagues, events).get('colleague')).toMatchObject(left)
  })
})

describe('jobs of a recommendation', () => {
  const requested = recorded('RecommendationRequested', 1, {
    merchantId: 'shop',
    recommendationId: 'rec',
    trade: 'cafe',
    region: 'seoul',
    purpose: 'sales',
    season: 'autumn',
    fromCache: false,
  })
  const analysed = recorded('TrendsAnalysed', 2, { recommendationId: 'rec', trends: [], usage })
  const plans = [plan, plan, plan]
  const proposed = recorded('PlansProposed', 3, { recommendationId: 'rec', trends: [], plans, usage, cached: false })
  const of = (...events: Parameters<typeof rowsOf>[1]) => rowsOf(jobs, [requested, ...events]).get('rec')

  it('go from 10 over 50 to 100 percent, by name', () => {
    expect(of()).toMatchObject({ percent: 10, step: 'analysing-trends', status: 'running' })
    expect(of(analysed)).toMatchObject({ percent: 50, step: 'proposing-plans' })
    const criteria = { trade: 'cafe', region: 'seoul', purpose: 'sales', season: 'autumn' }
    expect(of(analysed, proposed)).toMatchObject({ percent: 100, status: 'done', result: { criteria, plans } })
  })

  it('say why they failed', () => {
    const failed = recorded('RecommendationFailed', 3, { recommendationId: 'rec', ...why })
    expect(of(analysed, failed)).toMatchObject({ status: 'failed', error: why, percent: 50 })
  })
})

describe('timeline', () => {
  it('tells what a sentence needs, under the event id', () => {
    const asked = recorded('DistributionRequested', 4, {
      merchantId: 'shop',
      promotionId: 'promo',
      distributionId: 'dist',
      targets: [target('kakao'), target('instagram')],
    })
    const failed = recorded('PostFailed', 5, { ...IDS, attempt: 2, ...why })
    const rows = rowsOf(timeline, [asked, failed])
    expect(rows.get(asked.id)?.params).toEqual({ distributionId: 'dist', channels: 'kakao,instagram' })
    expect(rows.get(failed.id)).toMatchObject({ type: 'PostFailed', params: { channel: 'kakao', attempt: 2, ...why } })
  })
})

describe('notices', () => {
  it.each([
    [registered, 'business-awaiting', 'attention'],
    [recorded('PostSkipped', 2, { ...IDS, ...why }), 'channel-skipped', 'failure'],
    [recorded('PostFailed', 3, { ...IDS, attempt: 3, ...why }), 'post-failed', 'failure'],
    [recorded('PostOverdue', 4, { ...IDS, ...why }), 'post-overdue', 'attention'],
    [recorded('PostUnconfirmed', 5, { ...IDS, attempt: 1, ...why }), 'post-unconfirmed', 'attention'],
    [
      recorded('PostHandedOver', 6, { ...IDS, text: 't', imageUrl: 'https://a.example/b' }),
      'post-handed-over',
      'attention',
    ],
    [recorded('TakeDownFailed', 7, { ...IDS, ...why }), 'take-down-failed', 'failure'],
    [
      recorded('PromotionEnded', 8, { merchantId: 'shop', promotionId: 'promo', reason: 'period-over' }),
      'promotion-ended',
      'attention',
    ],
    [recorded('RecommendationFailed', 9, { recommendationId: 'rec', ...why }), 'recommendation-failed', 'failure'],
  ])('%# come of what needs a person', (event, kind, severity) => {
    const facts = { kind, severity, merchantId: 'shop', at: NOON, open: true }
    expect([...rowsOf(notices, [event]).values()]).toMatchObject([facts])
  })

  it('are one at a time for a channel, and closed once it is settled', () => {
    const unconfirmed = recorded('PostUnconfirmed', 5, { ...IDS, attempt: 1, ...why })
    const overdue = recorded('PostOverdue', 6, { ...IDS, ...why })
    const published = recorded('PostPublished', 7, { ...IDS, attempt: 1, postId: 'p', costWon: 0 })
    const open = rowsOf(notices, [unconfirmed, overdue])
    expect([...open.values()]).toMatchObject([{ kind: 'post-overdue', open: true }])
    const after = rowsOf(notices, [unconfirmed, overdue, published])
    expect([...after.values()]).toMatchObject([{ kind: 'post-overdue', open: false }])
  })

  it('say of a promotion that nobody entered that it is closed, and ask for nothing', () => {
    const promotion = { merchantId: 'shop', promotionId: 'promo' }
    const ended = recorded('PromotionEnded', 8, { ...promotion, reason: 'period-over' })
    const rows = rowsOf(notices, [ended, recorded('NobodyEntered', 9, promotion)])
    expect([...rows.values()]).toMatchObject([{ kind: 'promotion-unentered', severity: 'info', open: false }])
  })

  it('say that somebody is still being erased, five minutes on, until the key is gone', () => {
    const entry = { entryId: 'promo.key', promotionId: 'promo', merchantId: 'shop', participantKey: 'key' }
    const asked = recorded('ParticipantErasureRequested', 4, { ...entry, others: [] })
    const again = recorded('ParticipantErasureRequested', 5, { ...entry, participantKey: 'key-2', others: [] })
    const erased = recorded('ParticipantErased', 6, entry)
    const from = new Date(Date.parse(NOON) + 300_000).toISOString()
    const params = { entryId: 'promo.key', since: NOON }
    const about = { kind: 'erasure-pending', severity: 'attention', promotionId: 'promo', params, at: NOON, from }
    expect([...rowsOf(notices, [asked, again, erased]).values()]).toMatchObject([
      { ...about, open: false },
      { ...about, open: true },
    ])
  })

  it('say no more of a business once it is confirmed', () => {
    const confirmed = recorded('BusinessConfirmed', 3, { merchantId: 'shop', confirmedBy: 'operator' })
    expect([...rowsOf(notices, [registered, confirmed]).values()]).toMatchObject([{ open: false }])
  })

  it('say nothing of a business that is verified', () => {
    const verified = { ...registered, data: { ...registered.data, verification: 'verified' } }
    expect(rowsOf(notices, [verified]).size).toBe(0)
  })
})
