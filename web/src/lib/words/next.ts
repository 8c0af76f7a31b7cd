import type { NextAction } from '../api/home.ts'

/** Where the one next action leads. */
export function nextHref({ kind, promotionId }: NextAction): string {
  if (!promotionId) return '/promotions/new'
  if (kind === 'see-results') return `/results?promotion=${promotionId}`
  const part = { 'confirm-post': '#board', 'retry-channel': '#board', 'draw-winners': '#draw' }[kind] ?? ''
  return `/promotions/${promotionId}${part}`
}
