import { redirect } from '@sveltejs/kit'
import { LANGS } from '#lib/i18n/translate.ts'
import type { RequestHandler } from './$types'

const YEAR_SECONDS = 31_536_000
const CHOICES = { lang: LANGS as readonly string[], theme: ['system', 'light', 'dark'] as readonly string[] }

/** Sets language and theme; a plain form, so that it works without JavaScript too. */
export const POST: RequestHandler = async ({ request, cookies }) => {
  const form = await request.formData()
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = String(form.get(name) ?? '')
    if (!choices.includes(value)) continue
    cookies.set(`madang_${name}`, value, {
      path: '/',
      maxAge: YEAR_SECONDS,
      httpOnly: true,
      secure: false,
      sameSite: 'lax',
    })
  }
  const back = String(form.get('back') ?? '/')
  redirect(303, /^\/(?![/\\])/.test(back) ? back : '/')
}
