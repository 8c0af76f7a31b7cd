import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { facilitiesAsMarkdown, facilitiesIn } from './facilities.ts'

const sample = await readFile(new URL('./samples/facilities.csv', import.meta.url))

test('a public list by the names of its columns', () => {
  const { rows: facilities } = facilitiesIn(sample)
  expect(facilities).toHaveLength(5)
  expect(facilities[1]).toEqual({
    name: '해오름소아청소년과의원',
    kind: '의원',
    address: '대구광역시 중구 마당로 22',
    phone: '053-000-0002',
    departments: '소아청소년과',
    hours: '평일 09:00-21:00, 토 09:00-13:00',
  })
})

test('in cp949, with other names for the same columns', () => {
  // 병원명,소재지도로명주소,대표전화 / 마당의원,대구 중구,053
  const cp949 = Buffer.from(
    'bab4bff8b8ed2cbcd2c0e7c1f6b5b5b7ceb8edc1d6bcd22cb4ebc7a5c0fcc8ad0ab8b6b4e7c0c7bff82cb4ebb1b820c1dfb1b82c3035330a',
    'hex',
  )
  expect(facilitiesIn(cp949).rows).toMatchObject([{ name: '마당의원', address: '대구 중구', phone: '053', kind: '' }])
})

test('as a document, by district', () => {
  const text = facilitiesAsMarkdown(facilitiesIn(sample).rows, '병원과 약국', '건강보험심사평가원, 2026년 11월')
  expect(text).toContain('출처: 건강보험심사평가원, 2026년 11월')
  expect(text.match(/^## .+$/gm)).toEqual(['## 대구광역시 중구', '## 대구광역시 수성구'])
  expect(text).toContain(
    '- 새벽약국 (종류: 약국; 주소: 대구광역시 중구 마당로 5; 전화: 053-000-0005; 시간: 매일 09:00-23:00, 일요일 운영)',
  )
})
