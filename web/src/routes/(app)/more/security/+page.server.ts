import { type Cookies, fail } from '@sveltejs/kit'
import type { Accepted } from '#lib/api/answer.ts'
import { send } from '#lib/api/client.ts'
import { query } from '#lib/api/load.ts'
import { problemFrom, problemOf } from '#lib/api/problem.ts'
import type { SecondFactor } from '#lib/api/second-factor.ts'
import { passCookies, passPosition } from '#lib/api/session.server.ts'
import { begunOf } from '#lib/security/setup.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({
  secondFactor: await query<SecondFactor>(event, '/me/second-factor'),
})

type Act = 'begin' | 'confirm' | 'renew' | 'turnOff'
interface Event {
  request: Request
  fetch: typeof globalThis.fetch
  cookies: Cookies
}

/** Sends a form's one field as a command; what the page is to show comes of the answer, or of the problem. */
const acting =
  <T>(act: Act, name: string, field: 'password' | 'code', shown: (accepted: Accepted) => T) =>
  async ({ request, fetch, cookies }: Event) => {
    const form = await request.formData()
    // What the page showed once, it brings back: a wrong code must not cost it.
    const begun = begunOf(String(form.get('address') ?? ''))
    try {
      const accepted = await send(name, { [field]: String(form.get(field) ?? '') }, { fetcher: fetch })
      passPosition(accepted.position, cookies)
      return { act, ...shown(accepted) }
    } catch (error) {
      const problem = problemOf(error)
      return fail(problem.status || 503, { act, problem, begun })
    }
  }

const codesOf = ({ recoveryCodes }: Accepted) => ({ recoveryCodes })

const act = 'changePassword'

/** The answer's cookie keeps this browser signed in, as every session of before is over. */
async function changePassword({ request, fetch, cookies }: Event) {
  const form = await request.formData()
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ password: form.get('password'), newPassword: form.get('newPassword') })
  try {
    const response = await fetch('/api/v1/change-password', { method: 'POST', headers, body })
    if (!response.ok) throw await problemFrom(response)
    passCookies(response, cookies)
    return { act }
  } catch (error) {
    const problem = problemOf(error)
    return fail(problem.status || 503, { act, problem })
  }
}

export const actions: Actions = {
  begin: acting('begin', 'begin-second-factor', 'password', ({ address = '' }) => ({ begun: begunOf(address) })),
  confirm: acting('confirm', 'confirm-second-factor', 'code', codesOf),
  renew: acting('renew', 'renew-recovery-codes', 'password', codesOf),
  changePassword,
  turnOff: acting('turnOff', 'turn-off-second-factor', 'password', () => ({})),
}
