import { fail, redirect } from '@sveltejs/kit'
import { ApiProblem, problemFrom, problemOf } from '#lib/api/problem.ts'
import { passCookies } from '#lib/api/session.server.ts'
import type { Actions, PageServerLoad } from './$types'

const inside = (next: string | null) => (next && /^\/(?![/\\])/.test(next) ? next : '/')

export const load: PageServerLoad = ({ locals, url }) => {
  if (locals.me) redirect(303, inside(url.searchParams.get('next')))
}

export const actions: Actions = {
  default: async ({ request, fetch, cookies, url }) => {
    const form = await request.formData()
    const email = String(form.get('email') ?? '').trim()
    const body = JSON.stringify({ email, password: String(form.get('password') ?? '') })
    const headers = { 'content-type': 'application/json' }
    try {
      const response = await fetch('/api/v1/sign-in', { method: 'POST', headers, body })
      if (!response.ok) throw await problemFrom(response)
      passCookies(response, cookies)
    } catch (error) {
      const problem =
        error instanceof ApiProblem ? error.problem : { ...problemOf(error), code: 'UNAVAILABLE', status: 503 }
      return fail(problem.status || 503, { email, problem })
    }
    redirect(303, inside(url.searchParams.get('next')))
  },
}
