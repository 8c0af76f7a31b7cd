const SAFE = /^[A-Za-z0-9_-]+$/

/**
 * One token of a NATS subject. Letters, digits, `-` and `_` stay as they are; anything else (a dot, a space, a
 * wildcard, another script) becomes `=` and its base64url, so that it can neither split a subject nor equal another id.
 */
export const subjectToken = (text: string): string =>
  SAFE.test(text) ? text : `=${Buffer.from(text).toString('base64url')}`

/** Where a changed row is published. */
export const viewSubject = (merchantId: string, view: string, id: string): string =>
  `madang.views.${subjectToken(merchantId)}.${view}.${subjectToken(id)}`

/** Where a domain event is published for integrators. */
export const eventSubject = (merchantId: string, aggregate: string, type: string): string =>
  `madang.events.${subjectToken(merchantId)}.${aggregate}.${type}`
