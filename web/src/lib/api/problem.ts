import type { Problem } from './answer.ts'

/** The API said no, or could not be reached (`NETWORK`). */
export class ApiProblem extends Error {
  readonly problem: Problem
  /** Seconds after which the API asks to be called again. */
  readonly retryAfter: number | undefined
  constructor(problem: Problem, retryAfter?: number) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiProblem'
    this.problem = problem
    this.retryAfter = retryAfter
  }
}

export const problemOf = (error: unknown): Problem =>
  error instanceof ApiProblem
    ? error.problem
    : { title: 'Unexpected', status: 500, code: 'UNEXPECTED', detail: error instanceof Error ? error.message : '' }

/** Reads the answer's problem document; an answer without one gets a code by its status. */
export async function problemFrom(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get('retry-after')) || undefined
  const body = (await response.json().catch(() => null)) as Partial<Problem> | null
  const { status } = response
  return new ApiProblem({ title: response.statusText, code: `HTTP_${status}`, ...body, status }, retryAfter)
}
