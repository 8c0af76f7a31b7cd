import { describe, expect, test } from 'vitest'
import data from './emergency.cases.json' with { type: 'json' }
import { emergencyReply } from './emergency.ts'
import { emergencySign } from './emergency-signs.ts'
import weights from './emergency-weights.json' with { type: 'json' }

const LANGUAGES = ['ko', 'en'] as const
const MOST_FALSE_ALARMS = 0.01
const all = LANGUAGES.flatMap((language) => [...data[language].emergency, ...data[language].other])

describe('emergencies before anything else', () => {
  test('the list is long enough to mean something', () => {
    expect(new Set(all).size).toBe(all.length)
    for (const language of LANGUAGES) {
      expect(data[language].emergency.length).toBeGreaterThanOrEqual(350)
      expect(data[language].other.length).toBeGreaterThanOrEqual(350)
    }
  })

  test('the weights were learnt from the list as it is: else run scripts/train-emergency.ts', () => {
    expect(weights.lines).toBe(all.length)
  })

  test.each(LANGUAGES)('no emergency on the list is missed, and false alarms are rare (%s)', (language) => {
    const { emergency, other } = data[language]
    const missed = emergency.filter((text) => emergencySign(text) === undefined)
    const alarms = other.filter((text) => emergencySign(text) !== undefined)
    console.log(
      `emergencies (${language}): recall ${emergency.length - missed.length}/${emergency.length}, false alarms ${alarms.length}/${other.length}: ${alarms.join(' | ') || 'none'}`,
    )
    expect(missed).toEqual([])
    expect(alarms.length / other.length).toBeLessThanOrEqual(MOST_FALSE_ALARMS)
  })

  test.each(LANGUAGES)('the reply begins with whom to call (%s)', (language) => {
    for (const text of data[language].emergency)
      expect(emergencyReply(text, language)?.slice(0, 400)).toMatch(/119|109/)
    expect(emergencyReply('감기약을 추천해 주세요', language)).toBeUndefined()
  })

  test('someone who thinks of suicide is told who listens', () => {
    expect(emergencyReply('죽고 싶어요', 'ko')).toContain('109')
    expect(emergencyReply('I want to kill myself', 'en')).toContain('109')
  })
})

describe('how it is written changes nothing', () => {
  test.each([
    ['capitals', 'HE CAN’T BREATHE'],
    ['full-width letters', 'Ｈｅ ｉｓ ｕｎｃｏｎｓｃｉｏｕｓ'],
    ['no apostrophe', 'my wife cant breathe'],
    ['line breaks and many spaces', '숨을   못\n쉬겠어요'],
    ['no spaces', '숨을못쉬겠어요'],
    ['spelled by ear', '아빠가 의식이 업어요'],
    ['another ending', '할머니께서 쓰러지셨습니다'],
    ['in the middle of other talk', '어제 매출은 좋았어요. 그런데 손님이 의식을 잃었어요. 이벤트는 다음에 할게요.'],
  ])('%s', (_, text) => {
    expect(emergencySign(text)).toBeDefined()
  })
})

describe('the same words, and nobody in danger', () => {
  test.each([
    ['long past', '작년에 아버지가 쓰러지셨어요'],
    ['over', '직원이 기절했는데 지금은 괜찮아요'],
    ['a question about it', '실신과 기절의 차이가 뭐예요?'],
    ['a figure of speech', '매출이 쓰러지기 직전이에요'],
    ['past', 'my father had a seizure last year'],
    ['over', 'she passed out but is fine now'],
    ['a figure of speech', 'the competition is choking my business'],
  ])('%s', (_, text) => {
    expect(emergencySign(text)).toBeUndefined()
  })

  test.each([
    ['past, and again now', '작년에 쓰러지셨는데 지금 또 의식이 없어요'],
    ['about papers, and somebody in danger', '보험이 없는데 아이가 숨을 안 쉬어요'],
    ['after a vaccination, not about vaccinations', '예방주사 맞고 목이 붓고 숨이 차요'],
    ['over for one, and not for another', "my wife is fine now but my son isn't breathing"],
    ['of a prescription, not about prescriptions', '처방받은 수면제를 한꺼번에 다 먹었어요'],
    ['beside a film', '영화 보다가 갑자기 가슴이 쥐어짜듯 아파요'],
    ['a person of the business', 'my business partner collapsed and has no pulse'],
    ['past, and again now', 'he had a seizure last year and is having one again right now'],
  ])('in earnest all the same: %s', (_, text) => {
    expect(emergencySign(text)).toBeDefined()
  })
})
