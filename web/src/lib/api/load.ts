import { error, redirect } from '@sveltejs/kit'
import { get, getDated } from './client.ts'
import { ApiProblem } from './problem.ts'

type Params = Record<string, string | number | undefined>

/** What a `load` function of the page gets from kit. */
interface LoadEvent {
  fetch: typeof fetch
  url: URL
}

/** A query for a page: a problem becomes the error page, a lost session the way to sign in. */
export const query = <T>(event: LoadEvent, path: string, params: Params = {}): Promise<T> =>
  get<T>(path, params, event.fetch).catch((problem) => leave(event, problem))

/** The same, with the instant up to which the answer has everything. */
export const queryDated = <T>(event: LoadEvent, path: string): Promise<{ body: T; asOf: string }> =>
  getDated<T>(path, {}, event.fetch).catch((problem) => leave(event, problem))

function leave({ url }: LoadEvent, problem: unknown): never {
  if (!(problem instanceof ApiProblem)) throw problem
  const { status, code, title } = problem.problem
  if (status === 401) redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`)
  error(status || 503, title, { code })
}
