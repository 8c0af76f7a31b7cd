import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { eventTypes } from '../domain/index.ts'
import { isInternal } from '../domain/kernel.ts'
import { subjectOf, toCloudEvent } from './cloud-event.ts'
import { NOON, recorded, registration } from './harness.ts'

const registered = recorded('MerchantRegistered', 7, registration)

describe('a CloudEvent', () => {
  it('carries what integrators need to place it and to go on from it', () => {
    const made = toCloudEvent(registered)
    expect(made).toMatchObject({
      specversion: '1.0',
      id: registered.id,
      type: 'madang.MerchantRegistered.v1',
      source: '/madang/merchant',
      subject: 'merchant-shop',
      time: NOON,
      merchantid: 'shop',
      sequence: '7',
      data: { merchantId: 'shop', shopName: 'Madang', trade: 'cafe' },
    })
    for (const name of Object.keys(made ?? {})) expect(name).toMatch(/^[a-z0-9]{1,20}$/)
    expect(subjectOf(registered)).toBe('madang.events.shop.merchant.MerchantRegistered')
  })

  it('leaves out what is personal, or ours alone, of every type', () => {
    const hiddenOf = (type: string) =>
      Object.entries(eventTypes.get(type)?.spec.schema.shape ?? {}).flatMap(([name, field]) =>
        isInternal(field as z.ZodType) ? [name] : [],
      )
    expect(hiddenOf('EntrySubmitted').sort()).toEqual(['name', 'nameKey', 'phone'])
    for (const [type, { spec }] of eventTypes) {
      const data = Object.fromEntries(Object.keys(spec.schema.shape).map((field) => [field, `${field}-value`]))
      const text = JSON.stringify(toCloudEvent({ ...registered, type, data }) ?? {})
      for (const field of hiddenOf(type)) expect(text).not.toContain(`${field}-value`)
    }
  })

  it('leaves out what the schema does not name', () => {
    const made = toCloudEvent({ ...registered, data: { ...registered.data, note: 'internal' } })
    expect(made?.data).not.toHaveProperty('note')
  })

  it('is not made of an event that is not public, or of an unknown one', () => {
    expect(toCloudEvent({ ...registered, type: 'AccountOpened' })).toBeUndefined()
    expect(toCloudEvent({ ...registered, type: 'Unheard' })).toBeUndefined()
  })

  it('takes the merchant from the metadata where the data has none', () => {
    const why = { code: 'X', reason: 'x' }
    const failed = recorded('RecommendationFailed', 8, { recommendationId: 'rec', ...why })
    expect(subjectOf(failed)).toBe('madang.events.shop.recommendation.RecommendationFailed')
  })
})
