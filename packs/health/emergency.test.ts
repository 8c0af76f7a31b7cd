import { describe, expect, test } from 'vitest'
import cases from './emergency.cases.json' with { type: 'json' }
import { emergencyReply, emergencySign } from './emergency.ts'

const emergencies = cases.filter(({ emergency }) => emergency)
const others = cases.filter(({ emergency }) => !emergency)
const found = (list: typeof cases) => list.filter(({ text }) => emergencySign(text) !== undefined)
const LEAST_PRECISION = 0.95

describe('emergencies before anything else', () => {
  test('the list is long enough to mean something', () => {
    expect(cases.length).toBeGreaterThanOrEqual(120)
    expect(new Set(cases.map(({ text }) => text)).size).toBe(cases.length)
    for (const language of ['ko', 'en'])
      for (const emergency of [true, false])
        expect(
          cases.filter((one) => one.language === language && one.emergency === emergency).length,
        ).toBeGreaterThanOrEqual(20)
  })

  test('no emergency on the list is missed', () => {
    expect(emergencies.filter(({ text }) => emergencySign(text) === undefined).map(({ text }) => text)).toEqual([])
  })

  test('near misses are few', () => {
    const alarms = found(others)
    const precision = emergencies.length / (emergencies.length + alarms.length)
    console.log(
      `emergencies: recall ${found(emergencies).length}/${emergencies.length}, precision ${precision.toFixed(3)}, false alarms: ${alarms.map(({ text }) => text).join(' | ') || 'none'}`,
    )
    expect(precision).toBeGreaterThanOrEqual(LEAST_PRECISION)
  })

  test.each(['ko', 'en'] as const)('the reply begins with whom to call (%s)', (language) => {
    for (const { text } of emergencies) expect(emergencyReply(text, language)?.slice(0, 400)).toMatch(/119|109/)
    expect(emergencyReply('감기약을 추천해 주세요', language)).toBeUndefined()
  })

  test('capitals, full-width letters and typographic apostrophes change nothing', () => {
    for (const text of ['HE CAN’T BREATHE', 'Ｈｅ ｉｓ ｕｎｃｏｎｓｃｉｏｕｓ', '숨을   못\n쉬겠어요'])
      expect(emergencySign(text)).toBeDefined()
  })

  test('someone who thinks of suicide is told who listens', () => {
    expect(emergencyReply('죽고 싶어요', 'ko')).toContain('109')
    expect(emergencyReply('I want to kill myself', 'en')).toContain('109')
  })
})
