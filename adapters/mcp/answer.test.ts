import { expect, test } from 'vitest'
import { z } from 'zod'
import { Rejected } from '../../domain/kernel.ts'
import { failure, MAX_CHARACTERS, toResult } from './answer.ts'

const text = (value: unknown) => JSON.stringify(value)

test('an answer comes as data and as text, both the same, masked', () => {
  const result = toResult({ status: 200, text: text({ items: [{ name: '김하늘' }] }) }, ['items[].name'], { more: 1 })
  expect(result.structuredContent).toEqual({ items: [{ name: '김**' }], more: 1 })
  expect(result.content).toEqual([{ type: 'text', text: text(result.structuredContent) }])
  expect(result.isError).toBeUndefined()
})

test.each([400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 503, 418])('an error %i says what to do', (status) => {
  const problem = { code: 'SOME_CODE', title: 'T', detail: 'D', instance: 'r-1', errors: [{ path: 'a', message: 'b' }] }
  const result = toResult({ status, retryAfter: '7', text: text(problem) }, [], { idempotencyKey: 'k' })
  expect(result.isError).toBe(true)
  const { instance: requestId, ...same } = problem
  expect(result.structuredContent).toEqual({
    ...same,
    requestId,
    retryAfterSeconds: 7,
    next: expect.stringMatching(/\w{3}.*\.$/),
    idempotencyKey: 'k',
  })
})

test('a proxy’s page in the place of an answer is an error too', () => {
  const result = toResult({ status: 502, text: '<html>' }, [])
  expect(result).toMatchObject({ isError: true, structuredContent: { code: 'INTERNAL' } })
})

test('an answer that is too large is refused with a way to ask for less', () => {
  const result = toResult({ status: 200, text: text({ items: 'x'.repeat(MAX_CHARACTERS) }) }, [])
  expect(result).toMatchObject({ isError: true, structuredContent: { code: 'RESULT_TOO_LARGE' } })
  expect(text(result).length).toBeLessThan(2_000)
})

test('what could not be asked is put like what was refused', () => {
  const { error } = z.object({ id: z.string() }).safeParse({})
  expect(failure(error).structuredContent).toMatchObject({ code: 'INVALID_INPUT', errors: [{ path: 'id' }] })
  expect(failure(new Rejected('UNAVAILABLE', 'Away.')).structuredContent).toMatchObject({ detail: 'Away.' })
  expect(text(failure(new Error('secret inside')))).not.toContain('secret inside')
})
