import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { problemSentence } from '../words/problem.ts'
import { i18nOf } from './context.ts'
import { en } from './en.ts'
import { ko } from './ko.ts'
import { chooseLang, fill } from './translate.ts'

const valuesIn = (message: string) => [...new Set([...message.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort()

test('both languages have the same messages', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(ko).sort())
})

test('a message takes the same values in both languages, and is never empty', () => {
  for (const [key, message] of Object.entries(ko)) {
    const english = en[key as keyof typeof ko]
    expect(message.trim(), key).not.toBe('')
    expect(english.trim(), key).not.toBe('')
    const extra = valuesIn(english).filter((name) => !valuesIn(message).includes(name))
    expect(extra, key).toEqual([])
  }
})

test('English is English', () => {
  const korean = Object.entries(en).filter(([, message]) => /[가-힣]/.test(message))
  expect(korean).toEqual([])
})

test('people are counted apart from 만 and 억, and together with digits', () => {
  expect(fill('{n}명 참여', { n: '1.2만' })).toBe('1.2만 명 참여')
  expect(fill('{n}명', { n: '184' })).toBe('184명')
})

test('Korean particles follow the sound of the word', () => {
  const say = (channel: string) => fill('{channel:이/가} {channel:을/를}', { channel })
  expect(say('인스타그램')).toBe('인스타그램이 인스타그램을')
  expect(say('네이버 블로그')).toBe('네이버 블로그가 네이버 블로그를')
  expect(say('지니TV')).toBe('지니TV가 지니TV를')
  expect(say('gpt-5.1')).toBe('gpt-5.1이 gpt-5.1을')
})

test('plurals, and values that are missing', () => {
  expect(fill('{n} {n|entry|entries}', { n: 1 })).toBe('1 entry')
  expect(fill('{n} {n|entry|entries}', { n: '1.2k' })).toBe('1.2k entries')
  expect(fill('{n}명', {})).toBe('{n}명')
})

test('the language chosen, else the browser’s, else Korean', () => {
  expect(chooseLang('en', 'ko-KR')).toBe('en')
  expect(chooseLang(undefined, 'fr-FR,en;q=0.8,ko;q=0.5')).toBe('en')
  expect(chooseLang('xx', null)).toBe('ko')
})

test('every refusal of the API has a sentence', () => {
  const table = readFileSync(new URL('../../../../adapters/http/errors.ts', import.meta.url), 'utf8')
  const errors = [...table.matchAll(/^ {2}([A-Z_]+): \{ status: (\d+)/gm)]
  expect(errors.length).toBeGreaterThan(20)
  const byProgram = [405, 413, 415, 500]
  for (const [lang, messages] of [
    ['ko', ko],
    ['en', en],
  ] as const) {
    const i18n = i18nOf(lang, messages)
    const unsaid = errors.filter(([, code = '', status]) => {
      if (byProgram.includes(Number(status))) return false
      return problemSentence(i18n, { title: '', code, status: Number(status) }) === messages['problem.UNEXPECTED']
    })
    expect(unsaid.map(([, code]) => code)).toEqual([])
  }
})
