import { fail, redirect } from '@sveltejs/kit'
import type { Problem } from '#lib/api/answer.ts'
import { ApiProblem, problemFrom, problemOf } from '#lib/api/problem.ts'
import { passCookies, passedPosition } from '#lib/api/session.server.ts'
import type { Actions, PageServerLoad } from './$types'

const inside = (next: string | null) => (next && /^\/(?![/\\])/.test(next) ? next : '/')

const isAboutCode = ({ code, errors }: Problem) =>
  code.startsWith('SECOND_FACTOR_') || (errors?.some(({ path }) => path === 'code') ?? false)

export const load: PageServerLoad = ({ locals, url }) => {
  if (locals.me) redirect(303, inside(url.searchParams.get('next')))
}

export const actions: Actions = {
  default: async ({ request, fetch, cookies, url }) => {
    const form = await request.formData()
    const email = String(form.get('email') ?? '').trim()
    const code = String(form.get('code') ?? '').trim()
    const password = String(form.get('password') ?? '')
    const body = JSON.stringify({ email, password, ...(code && { code }) })
    const headers = { 'content-type': 'application/json' }
    try {
      // Whoever set a new password a moment ago has that one.
      const position = passedPosition(cookies)
      const address = `/api/v1/sign-in${position ? `?min-position=${position}` : ''}`
      const response = await fetch(address, { method: 'POST', headers, body })
      if (!response.ok) throw await problemFrom(response)
      passCookies(response, cookies)
    } catch (error) {
      const problem =
        error instanceof ApiProblem ? error.problem : { ...problemOf(error), code: 'UNAVAILABLE', status: 503 }
      return fail(problem.status || 503, { email, problem, needsCode: isAboutCode(problem) })
    }
    redirect(303, inside(url.searchParams.get('next')))
  },
}
