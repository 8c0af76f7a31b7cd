import { expect, test } from 'vitest'
import { readPublicList } from './public-list.ts'

const COLUMNS = { name: ['병원명', '약국명'], address: ['주소'], phone: ['전화번호', '대표전화'] }
const read = (text: string | Uint8Array) =>
  readPublicList(typeof text === 'string' ? Buffer.from(text) : text, COLUMNS, 'name')

test('columns by any of their names, the first that is filled', () => {
  const { rows, leftOut } = read('대표전화,전화번호,약국명\n1588,,새벽약국\n1588,053,달빛약국\n')
  expect(rows).toEqual([
    { name: '새벽약국', address: '', phone: '1588' },
    { name: '달빛약국', address: '', phone: '053' },
  ])
  expect(leftOut).toEqual([])
})

test('bad rows are left out, each with its line and the reason', () => {
  const { rows, leftOut } = read(
    [
      '병원명,주소,전화번호',
      '마당의원,"대구광역시',
      '중구 1",053-1',
      ',대구 2,053-2',
      '',
      '달빛의원,대구 3, 중구,053-3',
      '새벽의원,대구 4',
      '"해오름"의원,대구 5,053-5',
      '한가람병원,대구 6,053-6',
      '끝의원,"대구 7,053-7',
      '잃은의원,대구 8,053-8',
    ].join('\n'),
  )
  expect(rows.map(({ name }) => name)).toEqual(['마당의원', '"해오름"의원', '한가람병원'])
  expect(leftOut).toEqual([
    { line: 4, reason: 'nothing under 병원명' },
    { line: 6, reason: '4 cells, where the header has 3' },
    { line: 7, reason: '2 cells, where the header has 3' },
    { line: 11, reason: 'a quote is opened and never closed; what comes after it is lost' },
  ])
})

test('in cp949, as Korean offices save it, also its syllables that EUC-KR lacks', () => {
  // 병원명 / 똠의원: 똠 is in cp949 only
  expect(read(Buffer.from('bab4bff8b8ed0a8c63c0c7bff80a', 'hex')).rows).toMatchObject([{ name: '똠의원' }])
})

test('in UTF-8 or UTF-16 with a mark, as a spreadsheet saves it', () => {
  expect(read('\uFEFF병원명\n마당의원\n').rows).toMatchObject([{ name: '마당의원' }])
  expect(read(Buffer.from('\uFEFF병원명\n마당의원\n', 'utf16le')).rows).toMatchObject([{ name: '마당의원' }])
})

test('what is no list of this kind, or no text, is refused with the reason', () => {
  expect(() => read('a,b\n1,2\n')).toThrow('no column is called 병원명 or 약국명; there are: a, b')
  expect(() => read('')).toThrow('no column is called')
  expect(() => read(Buffer.from([0x61, 0xff, 0x0a]))).toThrow('Save it as UTF-8')
})
