import { redirect } from '@sveltejs/kit'
import { passCookies } from '#lib/api/session.server.ts'
import type { RequestHandler } from './$types'

export const POST: RequestHandler = async ({ fetch, cookies }) => {
  passCookies(await fetch('/api/v1/sign-out', { method: 'POST' }), cookies)
  redirect(303, '/sign-in')
}
