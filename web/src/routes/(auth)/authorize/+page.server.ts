import { fail, redirect } from '@sveltejs/kit'
import { get } from '#lib/api/client.ts'
import { ApiProblem, problemFrom, problemOf } from '#lib/api/problem.ts'
import type { Asked } from '#lib/api/third-party.ts'
import type { Actions, PageServerLoad } from './$types'

const PATH = '/oauth/authorize'
/** Of a page that waited until its sign-in was over. */
const SIGNED_OUT = ['NOT_SIGNED_IN', 'TOKEN_INVALID']

const toSignIn = ({ pathname, search }: URL) => redirect(303, `/sign-in?next=${encodeURIComponent(pathname + search)}`)
/** The API has looked at the address: it is one that the app registered. */
const sendBack = ({ redirectTo }: { redirectTo: string }) => redirect(303, redirectTo, { external: true })

export const load: PageServerLoad = async ({ locals, url, fetch }) => {
  if (!locals.me) toSignIn(url)
  try {
    const asked = await get<Asked>(PATH, Object.fromEntries(url.searchParams), fetch)
    // Anybody can register an address; only a person's own press leads there (RFC 9700, 4.11.2).
    if ('redirectTo' in asked) return { backTo: asked.redirectTo }
    locals.sendsTo = url.searchParams.get('redirect_uri') ?? ''
    return { asked }
  } catch (error) {
    // Only the person may be told: whoever sent them here may be anybody.
    if (error instanceof ApiProblem) return { problem: error.problem }
    throw error
  }
}

export const actions: Actions = {
  default: async ({ request, url, fetch }) => {
    const agreed = (await request.formData()).get('agreed') === 'yes'
    const body = JSON.stringify({ ...Object.fromEntries(url.searchParams), agreed })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`/api/v1${PATH}`, { method: 'POST', headers, body }).catch(problemOf)
    if (!(answer instanceof Response)) return fail(503, { problem: { ...answer, code: 'UNAVAILABLE' } })
    if (answer.ok) sendBack((await answer.json()) as { redirectTo: string })
    const { problem } = await problemFrom(answer)
    if (SIGNED_OUT.includes(problem.code)) toSignIn(url)
    return fail(problem.status, { problem })
  },
}
