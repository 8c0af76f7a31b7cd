import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { medicinesAsMarkdown, medicinesIn } from './medicines.ts'

test('a public list of medicines as a document, a section a medicine', async () => {
  const { rows, leftOut } = medicinesIn(await readFile(new URL('./samples/medicines.csv', import.meta.url)))
  expect(leftOut).toEqual([])
  const text = medicinesAsMarkdown(rows, '의약품', '식품의약품안전처, 2026년 11월')
  expect(text).toContain('출처: 식품의약품안전처, 2026년 11월')
  expect(text.match(/^## .+$/gm)).toEqual(['## 마당해열정(아세트아미노펜)', '## 마당소화정'])
  expect(text).toContain('사용법: 어른은 한 번에 한 알, 하루 네 번까지')
  expect(text).not.toContain('경고:')
})

test('the names of its API are known too', () => {
  expect(medicinesIn(Buffer.from('itemName,seQesitm\n마당정,졸음\n')).rows).toMatchObject([
    { name: '마당정', sideEffects: '졸음' },
  ])
})
