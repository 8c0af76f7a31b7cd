import { expect, test } from 'vitest'
import { businessNumber, formatters, fromLocalInput, phoneNumber, toLocalInput } from './format.ts'

const ko = formatters('ko')
const en = formatters('en')
const AT = '2026-11-21T06:00:00.000Z'

test('dates and times are Korean time, in the words of the language', () => {
  expect(ko.dateTime(AT)).toBe('11월 21일(토) 오후 3:00')
  expect(en.dateTime(AT)).toBe('Sat 21 Nov 15:00')
  expect(ko.date('2026-11-20T15:00:00.000Z')).toBe('11월 21일(토)')
})

test('numbers by 만 and 억, or by thousands', () => {
  expect([9_999, 12_000, 57_102, 1_840_000, 230_000_000].map(ko.number)).toEqual([
    '9,999',
    '1.2만',
    '5.7만',
    '184만',
    '2.3억',
  ])
  expect([9_999, 12_000, 1_840_000].map(en.number)).toEqual(['9,999', '12k', '1.8M'])
  expect(ko.won(1_234_000)).toBe('₩1,234,000')
  expect(ko.percent(0.1816)).toBe('18.2%')
})

test('relative times, and the date when it is long ago', () => {
  const now = Date.parse(AT)
  const ago = (ms: number) => ko.ago(new Date(now - ms).toISOString(), now)
  expect([10_000, 5 * 60_000, 3 * 3_600_000, 86_400_000].map(ago)).toEqual(['지금', '5분 전', '3시간 전', '어제'])
  expect(ago(30 * 86_400_000)).toBe('10월 22일(목)')
})

test('the fields of a form are Korean time too', () => {
  expect(toLocalInput(AT)).toBe('2026-11-21T15:00')
  expect(fromLocalInput('2026-11-21T15:00')).toBe(AT)
  expect(phoneNumber('01012345678')).toBe('010-1234-5678')
  expect([0, 6].map(ko.weekday)).toEqual(['일', '토'])
})

test.each([
  [0.84, '0.84초', '0.84s'],
  [59.9, '59.9초', '59.9s'],
  [60, '1분 0초', '1m 0s'],
  [129.4, '2분 9초', '2m 9s'],
  [3_600, '1시간 0분', '1h 0m'],
  [3 * 86_400 + 5, '3일', '3d'],
])('%s seconds are told as a person would', (seconds, korean, english) => {
  expect([ko.duration(seconds), en.duration(seconds)]).toEqual([korean, english])
})

test('a month has its name', () => {
  expect([ko.month('2026-11'), en.month('2026-11')]).toEqual(['2026년 11월', 'November 2026'])
})

test('a business number has its dashes', () => {
  expect(businessNumber('1208147521')).toBe('120-81-47521')
})
