import { error, redirect } from '@sveltejs/kit'
import { get } from './client.ts'
import { ApiProblem } from './problem.ts'

type Params = Record<string, string | number | undefined>

/** What a `load` function of the page gets from kit. */
interface LoadEvent {
  fetch: typeof fetch
  url: URL
}

/** A query for a page: a problem becomes the error page, a lost session the way to sign in. */
export async function query<T>({ fetch, url }: LoadEvent, path: string, params: Params = {}): Promise<T> {
  try {
    return await get<T>(path, params, fetch)
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    const { status, code, title } = problem.problem
    if (status === 401) redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`)
    error(status || 503, title, { code })
  }
}
