/** Every error a caller can meet: its stable code, its HTTP status, its title. The one table; nothing else sets a status. */
export const errorTable = {
  BAD_JSON: { status: 400, title: 'The body is not valid JSON' },
  INVALID_INPUT: { status: 400, title: 'The input does not fit' },
  BAD_REQUEST: { status: 400, title: 'The request cannot be read' },
  SIGN_IN_FAILED: { status: 401, title: 'E-mail or password is wrong' },
  NOT_SIGNED_IN: { status: 401, title: 'Sign in first' },
  TOKEN_INVALID: { status: 401, title: 'The token is expired or not ours' },
  NOT_ALLOWED: { status: 403, title: 'Your role may not do this' },
  FOREIGN_ORIGIN: { status: 403, title: 'The call comes from another site' },
  NOT_FOUND: { status: 404, title: 'There is no such thing' },
  MERCHANT_NOT_FOUND: { status: 404, title: 'There is no such merchant' },
  PROMOTION_NOT_FOUND: { status: 404, title: 'There is no such promotion' },
  RECOMMENDATION_NOT_FOUND: { status: 404, title: 'There is no such recommendation' },
  DISTRIBUTION_NOT_FOUND: { status: 404, title: 'There is no such distribution' },
  EMAIL_TAKEN: { status: 409, title: 'The e-mail address is in use' },
  CONFLICT: { status: 409, title: 'Someone else changed it at the same time' },
  PROMOTION_NOT_OPEN: { status: 409, title: 'The promotion can no longer be changed' },
  PROMOTION_NOT_RUNNING: { status: 409, title: 'The promotion is not running' },
  PROMOTION_OVER: { status: 409, title: 'The promotion is over' },
  PROMOTION_NOT_ENDED: { status: 409, title: 'The promotion has not ended' },
  NOBODY_ENTERED: { status: 409, title: 'Nobody took part' },
  PLANS_NOT_READY: { status: 409, title: 'The plans are not ready' },
  CHANNEL_NOT_RETRYABLE: { status: 409, title: 'This channel cannot be retried now' },
  POST_NOT_CONFIRMABLE: { status: 409, title: 'This channel waits for no address' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Send application/json' },
  PROMOTION_INCOMPLETE: { status: 422, title: 'The promotion is not complete' },
  PERIOD_INVALID: { status: 422, title: 'The period does not work' },
  PLAN_NOT_FOUND: { status: 422, title: 'There is no such plan' },
  CHANNEL_NOT_IN_DISTRIBUTION: { status: 422, title: 'That channel is not part of it' },
  PREFLIGHT_FAILED: { status: 422, title: 'A channel would refuse this content' },
  BUSINESS_NUMBER_INVALID: { status: 422, title: 'The business number does not check out' },
  BUSINESS_NOT_ACTIVE: { status: 422, title: 'The business is suspended or closed' },
  RATE_LIMITED: { status: 429, title: 'Too many calls' },
  INTERNAL: { status: 500, title: 'Something broke on our side' },
  READ_MODEL_BEHIND: { status: 503, title: 'The view is catching up' },
  UNAVAILABLE: { status: 503, title: 'A part of the system does not answer' },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorCode = keyof typeof errorTable

/** Whether a code is in the table. */
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorTable, code)
