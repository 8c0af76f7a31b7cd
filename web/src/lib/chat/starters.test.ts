import { expect, test } from 'vitest'
import { i18nOf } from '../i18n/context.ts'
import { en } from '../i18n/en.ts'
import { ko } from '../i18n/ko.ts'
import { catalogueIn } from './starters.ts'

const item = (id: string, tools: string[] = []) => ({
  ...{ id, name: `이름 ${id}`, description: '', starters: ['질문'], pack: true, tools },
  english: { name: `name ${id}`, description: '', starters: ['a question'] },
})

test('who sees the shop’s figures comes first', () => {
  const catalogue = [item('a'), item('b', ['merchant-data'])]
  expect(catalogueIn(catalogue, i18nOf('ko', ko)).map(({ name }) => name)).toEqual(['이름 b', '이름 a'])
  expect(catalogueIn(catalogue, i18nOf('en', en)).map(({ name }) => name)).toEqual(['name b', 'name a'])
})

test('starters are in the reader’s language', () => {
  const [shop, other] = catalogueIn([item('b', ['merchant-data']), item('a')], i18nOf('en', en))
  expect(other?.starters).toEqual(['a question'])
  expect(shop?.starters).toContain('Draft a promotion for Chuseok')
})
