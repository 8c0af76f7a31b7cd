import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Metadata } from '@grpc/grpc-js'
import { MongoNetworkError, MongoServerError } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Rejected } from '../../domain/kernel.ts'
import { errorTable, isErrorCode } from './errors.ts'
import { toProblem } from './problem.ts'

const FOLDERS = ['domain', 'commands', 'sagas', 'projections', 'read-api', 'adapters', 'compose']
const ROOT = join(import.meta.dirname, '../..')

async function sources(): Promise<string[]> {
  const files = await Promise.all(FOLDERS.map((folder) => readdir(join(ROOT, folder), { recursive: true })))
  const paths = files.flatMap((names, index) => names.map((name) => join(ROOT, FOLDERS[index] ?? '', name)))
  const own = paths.filter((path) => path.endsWith('.ts') && !/(\.test|harness|test-support|errors)\.ts$/.test(path))
  return Promise.all(own.map((path) => readFile(path, 'utf8')))
}
/** Codes in `rule(…, 'CODE', …)`, `new Rejected('CODE', …)` and `found(…, 'CODE', …)`. */
const thrownIn = (text: string) => [
  ...[...text.matchAll(/new Rejected\(\s*'([A-Z_]+)'/g)].map(([, code]) => code),
  ...[...text.matchAll(/\b(?:rule|found)\((?!holds)[\s\S]*?'([A-Z][A-Z_]+)',/g)].map(([, code]) => code),
]

test('every code that is thrown is in the table', async () => {
  const thrown = new Set((await sources()).flatMap(thrownIn))
  expect(thrown.size).toBeGreaterThan(25)
  expect([...thrown].filter((code) => !isErrorCode(String(code)))).toEqual([])
})

test('the search finds codes however the call is broken into lines', () => {
  expect(thrownIn("rule(\n  !(await f(x)),\n  'A_CODE',\n  'words',\n)")).toEqual(['A_CODE'])
  expect(thrownIn("rule(state.status === 'none', 'C_CODE', 'It is.')")).toEqual(['C_CODE'])
  expect(thrownIn("throw new Rejected('B_CODE', `x`)")).toEqual(['B_CODE'])
})

test('every code in the table is used somewhere', async () => {
  const all = (await sources()).join('\n')
  const names = ['merchant', 'promotion', 'recommendation', 'distribution'].map(
    (name) => `${name.toUpperCase()}_NOT_FOUND`,
  )
  const unused = Object.keys(errorTable).filter((code) => !all.includes(`'${code}'`) && !names.includes(code))
  expect(unused).toEqual([])
})

describe.each(Object.entries(errorTable))('%s', (code, { status, title }) => {
  test('has a status and a title, and becomes a problem document', () => {
    expect(code).toMatch(/^[A-Z][A-Z_]+$/)
    expect([400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503]).toContain(status)
    expect(title.length).toBeGreaterThan(8)
    expect(toProblem(new Rejected(code, 'A sentence.'), 'request-1')).toEqual({
      type: `/api/docs/problems#${code}`,
      title,
      status,
      code,
      detail: 'A sentence.',
      instance: 'request-1',
    })
  })
})

describe('other errors', () => {
  const codeOf = (error: unknown) => toProblem(error, 'r').code
  test('a schema’s issues are listed by field', () => {
    const { error } = z.object({ shop: z.object({ name: z.string() }) }).safeParse({ shop: { name: 7 } })
    const problem = toProblem(error, 'r')
    expect(problem).toMatchObject({ status: 400, code: 'INVALID_INPUT', errors: [{ path: 'shop.name' }] })
  })
  test.each([
    ['UNAVAILABLE', Object.assign(new Error('x'), { code: 14, metadata: new Metadata() })],
    ['INTERNAL', Object.assign(new Error('x'), { code: 3, metadata: new Metadata() })],
    ['INTERNAL', new MongoServerError({ message: 'Cannot apply $inc: UNAVAILABLE', code: 14 })],
    ['UNAVAILABLE', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['UNAVAILABLE', new MongoNetworkError('connection 7 to 127.0.0.1 closed')],
    ['BODY_TOO_LARGE', Object.assign(new Error('x'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 })],
    ['BAD_REQUEST', Object.assign(new Error('x'), { statusCode: 400 })],
    ['RATE_LIMITED', Object.assign(new Error('x'), { statusCode: 429 })],
    ['INTERNAL', new TypeError('x is not a function')],
    ['INTERNAL', 'a text'],
    ['INTERNAL', undefined],
    ['INTERNAL', new Rejected('NOT_IN_THE_TABLE', 'x')],
  ])('%s', (code, error) => {
    expect(codeOf(error)).toBe(code)
  })
  test('the inside of a failure stays inside', () => {
    const problem = toProblem(new Error('password=hunter2 at db.ts:7'), 'r')
    expect(JSON.stringify(problem)).not.toContain('hunter2')
  })
})
