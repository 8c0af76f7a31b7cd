/**
 * Remembers how far the last command wrote, so that the next queries wait for the read model to have seen it.
 * The cookie carries it to the server's own calls after a full page load.
 */
export const POSITION_COOKIE = 'madang_position'
export const REMEMBER_SECONDS = 20

let last: { position: number; until: number } | undefined

export function rememberPosition(position: number | string): void {
  const value = Number(position)
  if (!Number.isSafeInteger(value) || typeof document === 'undefined') return
  last = { position: Math.max(value, minPosition() ?? 0), until: Date.now() + REMEMBER_SECONDS * 1000 }
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `${POSITION_COOKIE}=${last.position}; Path=/; Max-Age=${REMEMBER_SECONDS}; SameSite=Lax`
}

export const minPosition = (): number | undefined => (last && last.until > Date.now() ? last.position : undefined)
