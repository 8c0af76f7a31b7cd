import { expect, test } from 'vitest'
import { i18nOf } from '../i18n/context.ts'
import { en } from '../i18n/en.ts'
import { ko } from '../i18n/ko.ts'
import { nameOf, readingOf } from './plain.ts'

const korean = i18nOf('ko', ko)
const english = i18nOf('en', en)

test.each([
  ['status', '상태', 'State'],
  ['content › title', '이벤트 이름', 'Title'],
  ['plans › 0 › expectedEntries', '추천안 1 · 예상 참여', 'Plan 1 · Expected entries'],
  ['targets › kakao › costWon', '카카오톡 채널 · 비용', 'KakaoTalk Channel · Cost'],
  ['approved › files › instagram-square › bytes', '정한 이미지 · 인스타그램 정사각형 · 용량', undefined],
  ['approved › style', '정한 이미지 · 느낌', 'Pictures · Look'],
  ['targets › kakao › handle', undefined, undefined],
])('%s is called %s', (path, inKorean, inEnglish) => {
  expect(nameOf(korean, path)).toBe(inKorean)
  if (inEnglish) expect(nameOf(english, path)).toBe(inEnglish)
})

test.each([
  ['status', 'running', '진행 중'],
  ['status', 'proposed', '추천안 나옴'],
  ['targets › kakao › state', 'handed-over', '직접 올리기'],
  ['content › channels', 'kakao, instagram', '카카오톡 채널, 인스타그램'],
  ['content › endsAt', '2026-11-27T03:00:00.000Z', '11월 27일(금) 오후 12:00:00'],
  ['targets › kakao › costWon', '34725', '₩34,725'],
  ['plans › 0 › days', '21', '21일'],
  ['chosen › planIndex', '0', '추천안 1'],
  ['targets › kakao › reach', '10158', '10,158'],
  ['targets › kakao › handle', '17000000000000004', '17000000000000004'],
  ['content › title', '2026', '2026'],
])('%s of %j reads %j', (path, value, said) => {
  expect(readingOf(korean, path, value)).toBe(said)
})
