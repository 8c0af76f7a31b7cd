import { expect, test } from 'vitest'
import { z } from 'zod'
import { personal } from '../../domain/kernel.ts'
import { maskPaths, maskText, personalPaths } from './mask.ts'

const Person = z.object({ name: personal(z.string()), phone: personal(z.string()).optional(), from: z.string() })
const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema) as Record<string, unknown>

test('what a schema marks as personal is found in lists, choices and named schemas', () => {
  const Named = Person.meta({ id: 'NamedPerson' })
  const schema = z.object({ items: z.array(Named), owner: Person.nullable(), count: z.int() })
  expect(personalPaths(schemaOf(schema)).sort()).toEqual(['items[].name', 'items[].phone', 'owner.name', 'owner.phone'])
})

test('a schema that contains itself has an end', () => {
  const Node: z.ZodType = z.object({
    name: personal(z.string()),
    get children() {
      return z.array(Node)
    },
  })
  expect(personalPaths(schemaOf(z.object({ root: Node })))).toContain('root.name')
})

test.each([
  ['김하늘', '김**'],
  ['Sky Kim', 'S** ***'],
  ['01012345678', '*******5678'],
  ['010-1234-5678', '***-****-5678'],
  ['sky@shop.example', 's**@****.*******'],
  ['', ''],
])('%j becomes %j', (text, masked) => {
  expect(maskText(text)).toBe(masked)
})

test('only what lies at the paths is masked, and the answer itself stays whole', () => {
  const answer = { items: [{ name: '김하늘', from: 'kakao' }, { from: 'direct' }], owner: null }
  const masked = maskPaths(answer, ['items[].name', 'owner.name', 'absent.name'])
  expect(masked).toEqual({ items: [{ name: '김**', from: 'kakao' }, { from: 'direct' }], owner: null })
  expect(answer.items[0]?.name).toBe('김하늘')
})
