import { error, fail, redirect } from '@sveltejs/kit'
import { CHANNELS, type Source } from '#lib/api/channel.ts'
import { get, send } from '#lib/api/client.ts'
import type { PublicPromotion } from '#lib/api/entry.ts'
import { ApiProblem, problemOf } from '#lib/api/problem.ts'
import { readEntry } from '#lib/entry/form.ts'
import type { Actions, PageServerLoad } from './$types'

// For anyone's phone: plain pages, nothing to download but the picture.
export const csr = false

const sourceOf = (from: string | null): Source => CHANNELS.find((channel) => channel === from) ?? 'direct'

export const load: PageServerLoad = async ({ params, url, fetch, setHeaders }) => {
  try {
    const promotion = await get<PublicPromotion>(`/public/promotions/${params.id}`, {}, fetch)
    setHeaders({ 'cache-control': 'no-store' })
    return {
      promotion,
      source: sourceOf(url.searchParams.get('from')),
      done: url.searchParams.get('done'),
      key: crypto.randomUUID(),
      now: Date.now(),
    }
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    const { status, title, code } = problem.problem
    error(status === 404 || status === 400 ? 404 : status || 503, title, { code })
  }
}

export const actions: Actions = {
  default: async ({ request, params, fetch }) => {
    const form = await request.formData()
    const { values, errors, isGood } = readEntry(form)
    if (!isGood) return fail(400, { values, errors })
    const source = sourceOf(String(form.get('source')))
    const key = String(form.get('key') ?? '').slice(0, 100) || crypto.randomUUID()
    let again = false
    try {
      const command = { promotionId: params.id, name: values.name, phone: values.phone, source, consent: true }
      again = (await send('submit-entry', command, { key: `entry-${key}`, fetcher: fetch })).repeated
    } catch (problem) {
      const found = problemOf(problem)
      const isPhone = found.errors?.some(({ path }) => path === 'phone')
      return fail(found.status || 503, { values, errors: { phone: isPhone }, problem: isPhone ? undefined : found })
    }
    redirect(303, `/p/${params.id}?done=${again ? 'again' : 'yes'}${source === 'direct' ? '' : `&from=${source}`}`)
  },
}
