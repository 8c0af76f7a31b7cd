import { error, fail } from '@sveltejs/kit'
import { send } from '#lib/api/client.ts'
import type { Colleague } from '#lib/api/colleague.ts'
import { query } from '#lib/api/load.ts'
import { problemOf } from '#lib/api/problem.ts'
import { passPosition } from '#lib/api/session.server.ts'
import { readColleague } from '#lib/colleagues/form.ts'
import { mayOpenAccounts } from '#lib/words/may.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  if (!mayOpenAccounts(event.locals.me)) error(403, 'Not allowed', { code: 'NOT_ALLOWED' })
  const { items } = await query<{ items: Colleague[] }>(event, '/colleagues')
  return { colleagues: items, key: crypto.randomUUID() }
}

export const actions: Actions = {
  default: async ({ request, fetch, cookies }) => {
    const form = await request.formData()
    const { values, password } = readColleague(form)
    const key = String(form.get('key') ?? '').slice(0, 100) || crypto.randomUUID()
    try {
      const { position } = await send('open-account', { ...values, password }, { key, fetcher: fetch })
      passPosition(position, cookies)
    } catch (error) {
      const problem = problemOf(error)
      return fail(problem.status || 503, { values, problem })
    }
    return { added: values }
  },
}
