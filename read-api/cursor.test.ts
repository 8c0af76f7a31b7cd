import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { cursorOf } from './cursor.ts'

const byInstant = cursorOf('promotions', [z.iso.datetime(), z.string()])
const byPosition = cursorOf('notices', [z.int(), z.string()])

test('gives back the key it was made of', () => {
  fc.assert(
    fc.property(fc.integer(), fc.string({ maxLength: 60 }), (position, id) => {
      expect(byPosition.schema.parse(byPosition.encode(position, id))).toEqual([position, id])
    }),
  )
})

test('refuses a cursor of another list, and one whose inside has other types', () => {
  expect(byInstant.schema.safeParse(byPosition.encode(7, 'a')).success).toBe(false)
  const forged = Buffer.from(JSON.stringify(['notices', { $gt: '' }, 'a'])).toString('base64url')
  expect(byPosition.schema.safeParse(forged).success).toBe(false)
  const short = Buffer.from(JSON.stringify(['notices', 7])).toString('base64url')
  expect(byPosition.schema.safeParse(short).success).toBe(false)
})

test('refuses any other text without throwing anything but an input error', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 500 }), (text) => {
      expect(byPosition.schema.safeParse(text).success).toBe(false)
    }),
  )
})
