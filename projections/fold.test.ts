import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import { changesOf } from './fold.ts'
import { applyTo, history, recorded, rowsOf, split } from './harness.ts'
import type { Row } from './rows/row.ts'
import { promotions } from './views/promotions.ts'
import { views } from './views.ts'

describe.each(views.map((view) => [view.name, view] as const))('view %s', (_, view) => {
  const once = (events: RecordedEvent[]) => rowsOf(view, events)

  it('is the same whole, in parts, and with every part applied twice', () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat(60), { maxLength: 6 }), (events, cuts) => {
        let rows = new Map<string, Row>()
        for (const part of split(events, cuts)) rows = applyTo(view, applyTo(view, rows, part), part)
        expect(rows).toEqual(once(events))
      }),
    )
  })

  it('is the same when a crash applies everything from an earlier place again', () => {
    fc.assert(
      fc.property(history, fc.nat(60), fc.nat(60), (events, crash, from) => {
        const applied = events.slice(0, crash % (events.length + 1))
        const again = events.slice(from % (applied.length + 1))
        expect(applyTo(view, once(applied), again)).toEqual(once(events))
      }),
    )
  })

  it('changes a row once at most for an event', () => {
    fc.assert(
      fc.property(history, (events) => {
        for (const event of events) {
          const ids = changesOf(view, [event]).map(({ change }) => change.id)
          expect(new Set(ids).size).toBe(ids.length)
        }
      }),
    )
  })
})

describe('fold', () => {
  it("leaves a row alone that is another merchant's", () => {
    const mine = recorded('PromotionCreated', 1, { promotionId: 'promo', merchantId: 'mine', purpose: 'sales' })
    const theirs = recorded('PromotionCancelled', 2, { promotionId: 'promo', merchantId: 'theirs', reason: 'spite' })
    expect(rowsOf(promotions, [mine, theirs]).get('promo')).toMatchObject({ merchantId: 'mine', status: 'draft' })
  })

  it('ignores an update of a row that is not there, and an event that no view knows', () => {
    const ended = recorded('PromotionEnded', 1, { promotionId: 'gone', merchantId: 'shop', reason: 'by-merchant' })
    expect(rowsOf(promotions, [ended, { ...ended, type: 'Unheard' }]).size).toBe(0)
  })
})
