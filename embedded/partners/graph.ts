import { type Call, Refusal, text } from './http.ts'

/** The Graph API's error shape, with the codes its documents give. */
export function graphError(status: number, code: number, message: string, subcode?: number): Refusal {
  const type = code === 190 ? 'OAuthException' : 'GraphMethodException'
  return new Refusal(status, {
    error: { message, type, code, ...(subcode ? { error_subcode: subcode } : {}), fbtrace_id: 'sandbox' },
  })
}

/** Graph takes its parameters from the query, a form or JSON alike. */
export function inputs(call: Pick<Call, 'query' | 'body'>): Record<string, unknown> {
  const body = typeof call.body === 'object' && call.body !== null ? call.body : {}
  return { ...Object.fromEntries(call.query), ...body }
}

export function authorised(call: Call): void {
  const bearer = /^Bearer (\S+)$/.exec(call.headers.authorization ?? '')?.[1]
  const token = bearer ?? text(inputs(call), 'access_token')
  if (!token) throw graphError(401, 190, 'An access token is required to request this resource.')
  if (token === 'expired-token') throw graphError(401, 190, 'Error validating access token: Session has expired.', 463)
}

/** The fields asked for, and the id, which Graph always gives. */
export function pick(call: Call, fields: Record<string, unknown>, unasked: string[]): Record<string, unknown> {
  const wanted = call.query.get('fields')?.split(',') ?? unasked
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name === 'id' || wanted.includes(name)))
}
