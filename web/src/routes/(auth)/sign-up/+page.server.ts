import { fail, redirect } from '@sveltejs/kit'
import { send } from '#lib/api/client.ts'
import { problemFrom, problemOf } from '#lib/api/problem.ts'
import { passCookies } from '#lib/api/session.server.ts'
import type { Actions, PageServerLoad } from './$types'

const FIELDS = ['shopName', 'trade', 'region', 'businessNumber', 'openedOn', 'ownerName', 'email'] as const

export const load: PageServerLoad = ({ locals }) => {
  if (locals.me) redirect(303, '/')
}

export const actions: Actions = {
  default: async ({ request, fetch, cookies }) => {
    const form = await request.formData()
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const shop = Object.fromEntries(FIELDS.map((name) => [name, text(name)]))
    const password = String(form.get('password') ?? '')
    const key = text('key') || crypto.randomUUID()
    try {
      const { position } = await send('register-merchant', { ...shop, password }, { key, fetcher: fetch })
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ email: shop.email, password })
      const response = await fetch(`/api/v1/sign-in?min-position=${position}`, { method: 'POST', headers, body })
      if (!response.ok) throw await problemFrom(response)
      passCookies(response, cookies)
    } catch (error) {
      const problem = problemOf(error)
      return fail(problem.status || 503, { shop, problem })
    }
    redirect(303, '/')
  },
}
