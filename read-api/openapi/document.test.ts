import { expect, test } from 'vitest'
import { z } from 'zod'
import { commandInputs, kebab } from '../../commands/routes.ts'
import { SignIn } from '../../commands/sign-in.ts'
import { commandTypes } from '../../domain/index.ts'
import { queries } from '../queries.ts'
import { type CommandSources, openApiDocument } from './document.ts'
import { CommandAnswer } from './operations.ts'

type Operation = {
  operationId: string
  security: object[]
  parameters?: { name: string; in: string; example?: unknown }[]
  requestBody?: { content: Record<string, { example: unknown }> }
  responses: Record<string, { content?: Record<string, { example?: unknown; examples?: object }> }>
}
const commands: CommandSources = { inputs: commandInputs, kebab, signIn: SignIn }
const document = openApiDocument(commands, '1.0.0')
const operations = Object.values(document.paths as Record<string, Record<string, Operation>>).flatMap((path) =>
  Object.values(path),
)
const operation = (id: string) => operations.find(({ operationId }) => operationId === id) as Operation

test('has every query and every command that a person may send', () => {
  const ids = operations.map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const sendable = [...commandTypes].filter(([, { spec }]) => spec.roles.some((role) => role !== 'system'))
  expect(ids).toEqual(expect.arrayContaining([...queries.map(({ name }) => name), ...sendable.map(([type]) => type)]))
  expect(ids).not.toContain('ReportPost')
})

test('every reference leads somewhere', () => {
  const schemas = (document.components as { schemas: object }).schemas
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)
  for (const [, name] of references) expect(schemas).toHaveProperty(String(name))
  expect(JSON.stringify(document)).not.toContain('$defs')
})

test('every operation says what can go wrong, and who may call it', () => {
  for (const { operationId, responses, security } of operations) {
    expect(security, operationId).toBeDefined()
    expect(responses, operationId).toHaveProperty('429')
    for (const [status, { content }] of Object.entries(responses))
      if (Number(status) >= 400) expect(content?.['application/problem+json']?.examples, operationId).toBeDefined()
  }
})

test.each(queries.map((query) => [query.name, query] as const))('the example of %s fits its schema', (name, query) => {
  const example = operation(name).responses['200']?.content?.['application/json']?.example
  expect(z.prettifyError(query.response.safeParse(example).error ?? new z.ZodError([]))).toBe('')
  const params = operation(name).parameters?.filter((parameter) => parameter.in === 'path') ?? []
  query.params.parse(Object.fromEntries(params.map((parameter) => [parameter.name, parameter.example])))
})

test.each([...commandInputs].filter(([type]) => operation(type)))('the examples of %s fit', (type, input) => {
  const { requestBody, parameters, responses } = operation(type)
  input.parse(requestBody?.content['application/json']?.example)
  CommandAnswer.parse(responses['202']?.content?.['application/json']?.example)
  expect(parameters?.map(({ name }) => name)).toContain('Idempotency-Key')
})
