import { Rejected } from '../../domain/kernel.ts'
import type { CallApi } from './tool.ts'

const PATIENCE_MS = 60_000

/** Calls the API of a Madang that runs elsewhere. */
export const remoteApi =
  (origin: string, token: string): CallApi =>
  async ({ method, path, headers, body }, signal) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    }).catch((cause: Error) => {
      throw new Rejected('UNAVAILABLE', `Madang does not answer at ${origin} (${cause.message}).`)
    })
    const retryAfter = response.headers.get('retry-after')
    return { status: response.status, text: await response.text(), ...(retryAfter ? { retryAfter } : {}) }
  }
