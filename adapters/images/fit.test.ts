import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawable, fitText, type Room, widthOf } from './fit.ts'
import { parseFont } from './font.ts'
import { SETTINGS } from './frame.ts'

const room: Room = { width: 900, height: 400, lines: 3, largest: 112, comfortable: 68, smallest: 40 }
const fitted = (text: string, changes: Partial<Room> = {}) => fitText(text, { ...room, ...changes }, SETTINGS.title)

describe('drawable', () => {
  test.each([
    ['🎃 할로윈  라떼 👻', '할로윈 라떼'],
    ['1️⃣ 등 ☕️', '1 등'],
    ['줄\n바꿈\t탭\u200b', '줄 바꿈 탭'],
    ['한글'.normalize('NFD'), '한글'],
    ['\ud800\u0000', ''],
  ])('%j is drawn as %j', (text, expected) => {
    expect(drawable(text)).toBe(expected)
  })
})

describe('fitText', () => {
  test('a short text is as large as it may be', () => {
    expect(fitted('커피 한 잔')).toEqual({ size: 112, lines: ['커피 한 잔'] })
  })

  test('lines are even, so that no word stands alone', () => {
    expect(fitted('가을 단골 감사 도장 이벤트').lines).toEqual(['가을 단골 감사', '도장 이벤트'])
  })

  test('a text gets smaller before its words are broken', () => {
    const { size, lines } = fitted('크루아상오픈이벤트 아메리카노', { width: 700 })
    expect(lines).toEqual(['크루아상오픈이벤트', '아메리카노'])
    expect(size).toBeGreaterThanOrEqual(room.comfortable)
    expect(size).toBeLessThan(room.largest)
  })

  test('a word longer than a line is broken inside, into even lines', () => {
    const { size, lines } = fitted('가'.repeat(24))
    expect(lines.map((line) => line.length)).toEqual([8, 8, 8])
    expect(size).toBeGreaterThan(room.comfortable)
  })

  test('what has no room at the smallest size ends in …', () => {
    const { size, lines } = fitted('가'.repeat(200))
    expect(size).toBe(room.smallest)
    expect(lines).toHaveLength(3)
    expect(lines.at(-1)).toMatch(/^가+…$/)
  })

  test('any text stays within its width, height and lines, and loses no letter unless it says so', () => {
    const anything = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ maxLength: 60 }))
    const korean = fc.array(fc.constantFrom('가을', '단골손님', '이벤트', 'a', '크루아상오픈이벤트'), { maxLength: 30 })
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          korean.map((words) => words.join(' ')),
        ),
        fc.integer({ min: 60, max: 400 }),
        (raw, height) => {
          const text = drawable(raw)
          const { size, lines } = fitted(text, { height })
          for (const line of lines) expect(widthOf(line, size, SETTINGS.title)).toBeLessThanOrEqual(room.width)
          expect(lines.length).toBeLessThanOrEqual(3)
          expect(lines.length === 1 || lines.length * size * SETTINGS.title.leading <= height).toBe(true)
          const letters = lines.join('').replaceAll(' ', '')
          const all = text.replaceAll(' ', '')
          expect(letters === all || (letters.endsWith('…') && all.startsWith(letters.slice(0, -1)))).toBe(true)
        },
      ),
    )
  })
})

test('what is not a font is refused', () => {
  expect(() => parseFont(Buffer.alloc(64))).toThrow('the font has no table head')
})
