import { describe, expect, it } from 'vitest'
import { content, minutesLater, NOON, plan, recorded, rowsOf } from '../harness.ts'
import { promotions } from './promotions.ts'

const SHOP = { merchantId: 'shop', promotionId: 'promo' }
const created = recorded('PromotionCreated', 1, { ...SHOP, purpose: 'regulars' })
const launched = recorded('PromotionLaunched', 5, { ...SHOP, ...content, at: minutesLater(5) })
const of = (...events: Parameters<typeof rowsOf>[1]) => rowsOf(promotions, [created, ...events]).get('promo')

describe('promotions', () => {
  it('begins as an empty draft', () => {
    expect(of()).toEqual({
      _id: 'promo',
      merchantId: 'shop',
      position: 1,
      purpose: 'regulars',
      status: 'draft',
      phase: 'planning',
      createdAt: NOON,
      updatedAt: NOON,
      hashtags: [],
      channels: [],
      entries: 0,
    })
  })

  it('takes the content of a chosen plan, then of a revision', () => {
    const chosen = recorded('PlanChosen', 2, { ...SHOP, recommendationId: 'rec', planIndex: 0, plan })
    const revised = recorded('PromotionRevised', 3, { ...SHOP, changes: { title: 'Mine' } })
    const row = of(chosen, revised)
    expect(row).toMatchObject({
      title: 'Mine',
      prize: plan.prize,
      body: plan.mechanic,
      recommendationId: 'rec',
      position: 3,
    })
    expect(row?.phase).toBe('images')
  })

  it('publishes once launched, and runs when the first channel is settled', () => {
    const requested = { ...SHOP, distributionId: 'dist', channel: 'kakao' as const, code: 'X', reason: 'x' }
    expect(of(launched)).toMatchObject({ status: 'running', phase: 'publishing', launchedAt: minutesLater(5) })
    expect(of(launched, recorded('PostSkipped', 6, requested))?.phase).toBe('running')
  })

  it('runs at once when it has no channel', () => {
    expect(of(recorded('PromotionLaunched', 2, { ...SHOP, ...content, channels: [] }))?.phase).toBe('running')
  })

  it('does not run again when a post is settled after its end', () => {
    const ended = recorded('PromotionEnded', 6, { ...SHOP, reason: 'period-over', at: minutesLater(6) })
    const late = { ...SHOP, distributionId: 'dist', channel: 'kakao' as const, attempt: 1, postId: 'p', costWon: 0 }
    const row = of(launched, ended, recorded('PostPublished', 7, late))
    expect(row).toMatchObject({ status: 'ended', phase: 'draw', endedAt: minutesLater(6) })
  })

  it('is closed when nobody entered, and drawn after all when an entry was on its way', () => {
    const ended = recorded('PromotionEnded', 6, { ...SHOP, reason: 'period-over', at: minutesLater(6) })
    const nobody = recorded('NobodyEntered', 7, { ...SHOP, at: minutesLater(7) })
    const person = { name: '이바다', phone: '01012345678', source: 'kakao' as const }
    const at = minutesLater(6)
    const entry = { ...SHOP, entryId: 'promo.k1', participantKey: 'k1', ...person, consentedAt: at, at }
    const entered = (position: number) => recorded('EntrySubmitted', position, entry)
    expect(of(launched, ended, nobody)).toMatchObject({ status: 'ended', phase: 'closed', entries: 0 })
    expect(of(launched, ended, nobody, entered(8))).toMatchObject({ phase: 'draw', entries: 1 })
    expect(of(launched, ended, entered(7), { ...nobody, position: 8 })).toMatchObject({ phase: 'draw', entries: 1 })
    expect(of(launched, entered(6), { ...ended, position: 7 })).toMatchObject({ phase: 'draw', entries: 1 })
  })

  it('counts who was erased before the draw, and who came again; there is a draw while somebody is left', () => {
    const ended = (position: number) => recorded('PromotionEnded', position, { ...SHOP, reason: 'by-merchant' })
    const who = { ...SHOP, entryId: 'promo.k1', participantKey: 'k1', name: '이바다', phone: '01012345678' }
    const entered = recorded('EntrySubmitted', 6, { ...who, source: 'kakao', consentedAt: NOON })
    const erased = (position: number) => recorded('ParticipantErasureRequested', position, { ...who, others: [] })
    const renewed = recorded('EntryRenewed', 8, { ...who, consentedAt: NOON })
    const drawn = recorded('WinnersDrawn', 8, { ...SHOP, seed: '5eed', entrants: 1, winners: ['promo.k1'] })
    const nobody = (position: number) => recorded('NobodyEntered', position, SHOP)
    expect(of(launched, entered, erased(7))).toMatchObject({ entries: 1, outOfDraw: 1 })
    expect(of(launched, entered, erased(7), renewed)).toMatchObject({ entries: 1, outOfDraw: 0 })
    expect(of(launched, entered, erased(7), ended(8), nobody(9))).toMatchObject({ phase: 'closed' })
    expect(of(launched, entered, erased(7), renewed, ended(9), nobody(10))).toMatchObject({ phase: 'draw' })
    expect(of(launched, entered, ended(7), drawn, erased(9))).not.toHaveProperty('outOfDraw')
  })

  it('is closed when it is cancelled, with the reason', () => {
    const cancelled = recorded('PromotionCancelled', 6, { ...SHOP, reason: 'sold out' })
    expect(of(launched, cancelled)).toMatchObject({ status: 'cancelled', phase: 'closed', cancelReason: 'sold out' })
  })
})
