import { error, type RequestEvent, redirect } from '@sveltejs/kit'
import type { Handle, HandleFetch, HandleServerError } from '@sveltejs/kit/hooks'
import { apiOrigin } from '#lib/api/origin.server.ts'
import { passedPosition } from '#lib/api/session.server.ts'
import type { Me } from '#lib/api/shop.ts'
import { chooseLang } from '#lib/i18n/translate.ts'

const SESSION_COOKIE = 'madang_session'
/** How app.html begins, to be told the visitor's language and theme. */
const HTML = '<html lang="ko" data-theme="system"'
/** Headers of the API's answers that the pages' loaders read; reading any other one is a failure of ours. */
const READ_BY_PAGES: readonly string[] = ['content-type', 'madang-as-of', 'retry-after']
const THEMES: readonly App.Theme[] = ['system', 'light', 'dark']

/** Kit's own check needs to know the scheme, which only a proxy in front would know: hosts are enough. */
function isForeign({ request }: RequestEvent): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return false
  const origin = request.headers.get('origin')
  return !origin || origin === 'null' || new URL(origin).host !== request.headers.get('host')
}

async function whoIs(event: RequestEvent): Promise<{ me: Me | null; position: number }> {
  if (!event.cookies.get(SESSION_COOKIE)) return { me: null, position: 0 }
  const response = await event.fetch('/api/v1/me').catch(() => undefined)
  if (!response || response.status >= 500) error(503, 'API unreachable', { code: 'UNAVAILABLE' })
  if (response.status === 429) error(429, 'Too many requests', { code: 'RATE_LIMITED' })
  const position = Number(response.headers.get('madang-position')) || 0
  return { me: response.ok ? ((await response.json()) as Me) : null, position }
}

export const handle: Handle = async ({ event, resolve }) => {
  if (isForeign(event)) return new Response('Cross-site form submissions are forbidden', { status: 403 })
  const { cookies, locals, request, route, url } = event
  const theme = cookies.get('madang_theme') as App.Theme
  locals.lang = chooseLang(
    url.searchParams.get('lang') ?? cookies.get('madang_lang'),
    request.headers.get('accept-language'),
  )
  locals.theme = THEMES.includes(theme) ? theme : 'system'
  const isPublic = route.id === null || route.id.startsWith('/p/')
  const { me, position } = isPublic ? { me: null, position: 0 } : await whoIs(event)
  locals.me = me
  locals.position = position
  if (!me && route.id?.startsWith('/(app)')) {
    redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`)
  }
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace(HTML, `<html lang="${locals.lang}" data-theme="${locals.theme}"`),
    filterSerializedResponseHeaders: (name) => READ_BY_PAGES.includes(name),
  })
  if (locals.sendsTo) allowForm(response, new URL(locals.sendsTo))
  response.headers.set('x-content-type-options', 'nosniff')
  response.headers.set('referrer-policy', 'strict-origin-when-cross-origin')
  return response
}

/** Browsers hold a form's redirect to the policy too. An IPv6 address has no way to be named in one. */
function allowForm({ headers }: Response, { origin, protocol, hostname }: URL): void {
  const policy = headers.get('content-security-policy') ?? ''
  const source = hostname.startsWith('[') ? protocol : origin
  headers.set('content-security-policy', policy.replace("form-action 'self'", `form-action 'self' ${source}`))
}

/** The pages' own queries go straight to the API, as the user who asked. */
export const handleFetch: HandleFetch = ({ event, request, fetch }) => {
  const url = new URL(request.url)
  if (url.origin !== event.url.origin || !url.pathname.startsWith('/api/')) return fetch(request)
  const position = passedPosition(event.cookies)
  const isQuery = request.method === 'GET'
  if (isQuery && position) url.searchParams.set('min-position', position)
  const forwarded = new Request(`${apiOrigin()}${url.pathname}${url.search}`, request)
  const session = event.cookies.get(SESSION_COOKIE)
  if (session) forwarded.headers.set('cookie', `${SESSION_COOKIE}=${session}`)
  forwarded.headers.set('x-forwarded-for', event.getClientAddress())
  if (!isQuery) forwarded.headers.set('origin', apiOrigin())
  return fetch(forwarded)
}

export const handleError: HandleServerError = ({ kind, error, event }) => {
  if (kind !== 'unknown') return
  console.error(
    JSON.stringify({ level: 'error', path: event.url.pathname, error: String(error), stack: (error as Error)?.stack }),
  )
  return { message: 'Unexpected', code: 'UNEXPECTED' }
}
