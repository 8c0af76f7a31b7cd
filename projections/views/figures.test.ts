import { describe, expect, it } from 'vitest'
import { NOON, recorded, rowsOf } from '../harness.ts'
import { dashboards } from './dashboards.ts'
import { days } from './days.ts'
import { entries } from './entries.ts'

const SHOP = { merchantId: 'shop', promotionId: 'promo' }
const created = recorded('PromotionCreated', 1, { ...SHOP, purpose: 'regulars' })
const entry = (person: string, position: number, at: string, source: 'kakao' | 'direct' = 'kakao') =>
  recorded('EntrySubmitted', position, {
    ...SHOP,
    entryId: `promo.${person}`,
    participantKey: person,
    name: 'Kim',
    phone: '010-1234-5678',
    source,
    consentedAt: at,
    at,
  })
const measured = (distributionId: string, position: number, reach: number) =>
  recorded('PostMeasured', position, { ...SHOP, distributionId, channel: 'kakao', reach, clicks: 1, costWon: 500 })

describe('dashboards', () => {
  const of = (...events: Parameters<typeof rowsOf>[1]) => rowsOf(dashboards, [created, ...events]).get('promo')

  it('begin at zero', () => {
    expect(of()).toMatchObject({ entries: 0, reach: 0, clicks: 0, costWon: 0, channels: {}, days: {}, hours: {} })
  })

  it('count entries by channel and by the day and hour in Korea', () => {
    const row = of(
      entry('a', 2, '2026-11-21T14:59:00.000Z'),
      entry('b', 3, '2026-11-21T15:00:00.000Z'),
      entry('c', 4, '2026-11-21T15:30:00.000Z', 'direct'),
    )
    expect(row).toMatchObject({ entries: 3, days: { '2026-11-21': 1, '2026-11-22': 2 } })
    expect(row?.hours).toEqual({ '6-23': 1, '0-0': 2 })
    expect(row?.channels).toMatchObject({ kakao: { entries: 2 }, direct: { entries: 1 } })
  })

  it('take the newest figures of a post and add up the posts of a channel', () => {
    const row = of(
      measured('first', 2, 100),
      measured('first', 3, 250),
      measured('second', 4, 40),
      entry('a', 5, created.meta.at),
    )
    expect(row).toMatchObject({ reach: 290, clicks: 2, costWon: 1000, entries: 1 })
    expect(row?.channels.kakao).toEqual({ reach: 290, clicks: 2, costWon: 1000, entries: 1 })
  })

  it('know what a post costs before it is measured', () => {
    const post = {
      ...SHOP,
      distributionId: 'first',
      channel: 'genie-tv' as const,
      attempt: 1,
      postId: 'p',
      costWon: 30_000,
    }
    expect(of(recorded('PostPublished', 2, post))).toMatchObject({ costWon: 30_000, reach: 0 })
  })
})

describe('days', () => {
  it('add up over all promotions of a shop', () => {
    const other = { ...entry('z', 4, '2026-11-21T03:00:00.000Z') }
    other.data = { ...other.data, promotionId: 'other' }
    const rows = rowsOf(days, [
      entry('a', 2, '2026-11-21T03:00:00.000Z'),
      entry('b', 3, '2026-11-21T16:00:00.000Z'),
      other,
    ])
    expect([...rows.values()].map(({ _id, entries: count }) => [_id, count])).toEqual([
      ['shop_2026-11-21', 2],
      ['shop_2026-11-22', 1],
    ])
  })
})

describe('entries', () => {
  it('keep who entered, from where and when', () => {
    const rows = rowsOf(entries, [entry('a', 2, '2026-11-21T03:00:00.000Z')])
    expect(rows.get('promo.a')).toMatchObject({
      name: 'Kim',
      phone: '010-1234-5678',
      source: 'kakao',
      merchantId: 'shop',
    })
  })
  it('show marks for who was erased, also where the key is still remembered, and whoever comes again', () => {
    const entered = entry('a', 2, '2026-11-21T03:00:00.000Z')
    const who = { ...SHOP, entryId: 'promo.a', participantKey: 'a' }
    const erased = recorded('ParticipantErasureRequested', 3, { ...who, others: [] })
    const drawn = recorded('WinnersDrawn', 4, { ...SHOP, seed: '5eed', entrants: 1, winners: ['promo.a'] })
    const again = { name: 'Lee', phone: '010-8765-4321' }
    const renewed = recorded('EntryRenewed', 4, { ...who, ...again, consentedAt: NOON })
    const of = (...events: Parameters<typeof rowsOf>[1]) => rowsOf(entries, events).get('promo.a')
    expect(of(entered, erased, drawn)).toMatchObject({
      ...{ name: '[erased]', phone: '[erased]', erasedAt: NOON },
      ...{ source: 'kakao', at: '2026-11-21T03:00:00.000Z', won: 1 },
    })
    expect(of(entered, erased, renewed)).toMatchObject({ ...again, source: 'kakao', at: '2026-11-21T03:00:00.000Z' })
    expect(of(entered, erased, renewed)).not.toHaveProperty('erasedAt')
  })
})
