import { expect, test } from 'vitest'
import { carriedBy, wrongIn } from './password.ts'

test('a link is taken whole or from its # on, with whatever space came along', () => {
  const carried = { accountId: 'a2-f', secret: 'Zx_9-q' }
  for (const link of ['https://madang.example/reset-password#a2-f.Zx_9-q', '#a2-f.Zx_9-q', ' a2-f.Zx_9-q\n'])
    expect(carriedBy(link)).toEqual(carried)
})

test.each(['', '#', 'a2', '#a2.', 'https://madang.example/reset-password', 'https://a.b/c#a2.x y'])(
  '“%s” is no link',
  (text) => {
    expect(carriedBy(text)).toBeUndefined()
  },
)

test('what is wrong is said at its field', () => {
  const said = (code: string) => wrongIn({ title: '', status: 422, code })
  expect(said('PASSWORD_WRONG')).toEqual({ present: 'problem.PASSWORD_WRONG' })
  expect(said('INVALID_INPUT')).toEqual({ fresh: 'password.wrong.length' })
  expect(said('PASSWORD_LOCKED')).toBeUndefined()
  expect(wrongIn(undefined)).toBeUndefined()
})
