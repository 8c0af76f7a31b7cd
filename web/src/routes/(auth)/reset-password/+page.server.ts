import { fail } from '@sveltejs/kit'
import { send } from '#lib/api/client.ts'
import { problemOf } from '#lib/api/problem.ts'
import { passPosition } from '#lib/api/session.server.ts'
import { carriedBy } from '#lib/security/password.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  default: async ({ request, fetch, cookies }) => {
    const form = await request.formData()
    const link = String(form.get('link') ?? '')
    const key = String(form.get('key') ?? '').slice(0, 100) || crypto.randomUUID()
    const carried = carriedBy(link)
    // What cannot be a link is answered like one that is not good.
    if (!carried) return fail(422, { link, problem: { title: '', status: 422, code: 'PASSWORD_RESET_INVALID' } })
    try {
      const command = { ...carried, password: String(form.get('password') ?? '') }
      const { position } = await send('reset-password', command, { key, fetcher: fetch })
      passPosition(position, cookies)
    } catch (error) {
      const problem = problemOf(error)
      return fail(problem.status || 503, { link, problem })
    }
    return { isDone: true }
  },
}

export const load = () => ({ key: crypto.randomUUID() })
