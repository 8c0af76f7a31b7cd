import { expect, test } from 'vitest'
import { readEntry } from './form.ts'

function form(values: Record<string, string>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(values)) data.set(name, value)
  return data
}

test('a whole entry is good, however the number is written', () => {
  for (const phone of ['010-1234-5678', '01012345678', '010 1234 5678', '010.1234.5678', '+82 10-1234-5678']) {
    expect(readEntry(form({ name: '홍길동', phone, consent: 'on' })).isGood, phone).toBe(true)
  }
})

test('each field says for itself that it does not fit', () => {
  expect(readEntry(form({ name: ' ', phone: '02-123-4567' })).errors).toEqual({
    name: true,
    phone: true,
    consent: true,
  })
  expect(readEntry(form({ name: '홍', phone: '010-1234-5678' })).errors).toEqual({
    name: false,
    phone: false,
    consent: true,
  })
})
