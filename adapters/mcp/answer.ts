import type { CallToolResult } from '@modelcontextprotocol/server'
import { toProblem } from '../http/problem.ts'
import { maskPaths } from './mask.ts'
import type { ApiAnswer } from './tool.ts'

/** More than a model can read, and a model's window is what an answer costs. */
export const MAX_CHARACTERS = 100_000

type Fields = Record<string, unknown>

/** What a model, or the person behind it, does about an error, by the HTTP status. */
const NEXT: Readonly<Record<number, string>> = {
  400: 'Correct the fields that `errors` names, and call again.',
  401: 'Ask the person to sign in again and to give this connection the new token.',
  402: 'The money for models is used up for this month. Only a person can raise the budget.',
  403: 'This person may not do it. Ask someone with the role.',
  404: 'Look for the right id with one of the List tools.',
  409: 'Read it again with a Get tool: it is in another state than you think. Decide anew.',
  413: 'Send less at once.',
  422: 'Change what the sentence names, and call again.',
  429: 'Wait `retryAfterSeconds`, then call again.',
  500: 'Call again with the same idempotencyKey: nothing is done twice. Tell the person if it stays.',
  503: 'Nothing is lost. Wait a moment, then call again with the same idempotencyKey.',
}

/** An answer of the API as a tool's result; an error as one with its stable code and what to do about it. */
export function toResult(answer: ApiAnswer, personal: readonly string[], adds: Fields = {}): CallToolResult {
  const body = parsed(answer.text)
  if (answer.status >= 400) return toError(answer, body, adds)
  if (answer.text.length > MAX_CHARACTERS) return tooLarge(answer.text.length)
  return resultOf({ ...(maskPaths(body, personal) as Fields), ...adds })
}

/** The result of a tool that could not even be asked. */
export function failure(error: unknown, adds: Fields = {}): CallToolResult {
  const problem = toProblem(error, '')
  return toError({ status: problem.status, text: '' }, { ...problem }, adds)
}

function toError({ status, retryAfter }: ApiAnswer, problem: Fields, adds: Fields): CallToolResult {
  const { code = 'INTERNAL', title, detail, errors, instance } = problem
  const fields = {
    code,
    title,
    detail,
    ...(errors ? { errors } : {}),
    ...(instance ? { requestId: instance } : {}),
    ...(retryAfter ? { retryAfterSeconds: Number(retryAfter) } : {}),
    next: NEXT[status] ?? NEXT[500],
    ...adds,
  }
  return { ...resultOf(fields), isError: true }
}

const tooLarge = (characters: number): CallToolResult => ({
  ...resultOf({
    code: 'RESULT_TOO_LARGE',
    title: 'The answer is too large',
    detail: `It has ${characters} characters; ${MAX_CHARACTERS} can be given at once.`,
    next: 'Ask for fewer with `limit` and go on with `cursor`, or ask for one thing by its id.',
  }),
  isError: true,
})

const resultOf = (fields: Fields): CallToolResult => ({
  structuredContent: fields as { [key: string]: never },
  content: [{ type: 'text', text: JSON.stringify(fields) }],
})

/** A proxy on the way may answer with a page; then there is nothing in it for us. */
function parsed(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? { items: value } : (Object(value) as Fields)
  } catch {
    return {}
  }
}
