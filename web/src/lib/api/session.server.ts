import type { Cookies } from '@sveltejs/kit'
import { POSITION_COOKIE, REMEMBER_SECONDS } from './position.ts'

type SameSite = 'lax' | 'strict' | 'none'

/** Hands the cookies that the API set on to the browser, as they are. */
export function passCookies(response: Response, cookies: Cookies): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    const found = new Map(
      attributes.map((part) => part.split('=') as [string, string?]).map(([k, v]) => [k.toLowerCase(), v]),
    )
    const maxAge = found.get('max-age')
    const expires = found.get('expires')
    cookies.set(name, decodeURIComponent(value), {
      path: found.get('path') ?? '/',
      httpOnly: found.has('httponly'),
      secure: found.has('secure'),
      sameSite: (found.get('samesite')?.toLowerCase() as SameSite) ?? 'lax',
      ...(maxAge ? { maxAge: Number(maxAge) } : {}),
      ...(expires ? { expires: new Date(expires) } : {}),
    })
  }
}

/** Remembers in the browser how far a command wrote that was sent from here; scripts write the same cookie. */
export function passPosition(position: number, cookies: Cookies): void {
  const maxAge = REMEMBER_SECONDS
  cookies.set(POSITION_COOKIE, String(position), { path: '/', maxAge, httpOnly: false, secure: false, sameSite: 'lax' })
}

/** How far a command wrote that was sent from this browser a moment ago; undefined where none was. */
export function passedPosition(cookies: Pick<Cookies, 'get'>): string | undefined {
  const position = cookies.get(POSITION_COOKIE)
  return position && /^\d{1,16}$/.test(position) ? position : undefined
}
