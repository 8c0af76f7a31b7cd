import type { Problem } from '../api/answer.ts'
import type { I18n } from '../i18n/context.ts'

const BY_STATUS: Record<number, string> = {
  400: 'INVALID_INPUT',
  401: 'NOT_SIGNED_IN',
  403: 'NOT_ALLOWED',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  422: 'INVALID_INPUT',
  429: 'RATE_LIMITED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
}

/** What a person reads of a problem: what happened, what is safe, what to do. */
export function problemSentence({ maybe, t }: I18n, { code, status }: Problem): string {
  return maybe(`problem.${code}`) ?? maybe(`problem.${BY_STATUS[status]}`) ?? t('problem.UNEXPECTED')
}
