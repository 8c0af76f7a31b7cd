import { describe, expect, test } from 'vitest'
import { sayDate, upcoming } from './calendar.ts'
import { movingDay, TABLE_YEARS } from './calendar-dates.ts'
import { OCCASIONS } from './occasions.ts'
import { fill, withParticle } from './render.ts'

const DAY_MS = 86_400_000
const dangi = new Intl.DateTimeFormat('en-u-ca-dangi', { timeZone: 'UTC', month: 'numeric', day: 'numeric' })
const lunar = (date: string) => dangi.format(Date.parse(date))
const on = (name: string, year: number) => OCCASIONS.find((one) => one.name.ko === name)?.in(year)?.from

describe('the table of moving days', () => {
  test('covers 2025 to 2035 and the year after', () => {
    expect(TABLE_YEARS).toEqual(Array.from({ length: 12 }, (_, n) => 2025 + n))
    expect(movingDay('seollal', 2037)).toBeUndefined()
  })

  test.each(TABLE_YEARS)('agrees with the Korean lunar calendar in %i', (year) => {
    const lunarDays = (['seollal', 'daeboreum', 'buddha', 'dano', 'chuseok'] as const).map((name) =>
      lunar(movingDay(name, year) ?? ''),
    )
    expect(lunarDays).toEqual(['1/1', '1/15', '4/8', '5/5', '8/15'])
  })

  test.each(TABLE_YEARS)('has the dog days of %i on days of Gyeong, ten or twenty days apart', (year) => {
    const [first, middle, last] = (['chobok', 'jungbok', 'malbok'] as const).map(
      (name) => Date.parse(movingDay(name, year) ?? '') / DAY_MS,
    ) as [number, number, number]
    // Days are counted in tens by their stem; 20 July 2025 was Chobok, a day of Gyeong, the seventh stem.
    const known = Date.parse('2025-07-20') / DAY_MS
    for (const day of [first, middle, last]) expect((day - known) % 10 === 0).toBe(true)
    expect(middle - first).toBe(10)
    expect([10, 20]).toContain(last - middle)
  })
})

test('days that go by the weekday', () => {
  expect([2025, 2026, 2027].map((year) => on('수능', year))).toEqual(['2025-11-13', '2026-11-19', '2027-11-18'])
  expect([2025, 2026].map((year) => on('성년의 날', year))).toEqual(['2025-05-19', '2026-05-18'])
  expect([2025, 2026].map((year) => on('블랙프라이데이', year))).toEqual(['2025-11-28', '2026-11-27'])
})

test('what lies ahead suits the trade and the season, and leaves time to prepare', () => {
  const names = (now: string, trade: 'flower' | 'restaurant', season: 'spring' | 'winter') =>
    upcoming(now, trade, season).map(({ occasion }) => occasion.name.ko)
  expect(names('2026-11-21T00:00:00Z', 'restaurant', 'winter')).toEqual([
    '동지',
    '크리스마스',
    '연말 모임철',
    '새해 첫날',
  ])
  expect(names('2026-11-21T00:00:00Z', 'restaurant', 'spring')).toEqual([])
  expect(names('2026-12-23T00:00:00Z', 'flower', 'winter')).not.toContain('크리스마스')
})

test('midnight in Korea begins the day', () => {
  const days = (now: string) =>
    upcoming(now, 'cafe', 'winter').find((one) => one.occasion.name.ko === '크리스마스')?.daysLeft
  expect(days('2026-12-09T14:59:59Z')).toBe(16)
  expect(days('2026-12-09T15:00:00Z')).toBe(15)
})

test('dates as people say them', () => {
  expect(sayDate('2026-12-25', 'ko')).toBe('12월 25일(금)')
  expect(sayDate('2026-12-25', 'en')).toBe('Fri 25 December')
})

test('particles follow the last sound', () => {
  expect(['빵', '커피', '교실'].map((word) => withParticle(word, '을'))).toEqual(['빵을', '커피를', '교실을'])
  expect(['빵', '커피', '교실'].map((word) => withParticle(word, '으로'))).toEqual(['빵으로', '커피로', '교실로'])
  expect(fill('{a:과} {b:은} {a}', { a: '꽃집', b: '카페' })).toBe('꽃집과 카페는 꽃집')
  expect(() => fill('{c}', {})).toThrow('no word for {c}')
  expect(() => withParticle('SNS', '을')).toThrow()
})
