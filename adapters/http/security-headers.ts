import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet from 'helmet'

/** Headers of every answer that keep browsers honest: helmet's, asked once, since they are the same for all. */
export function securityHeaders(): Record<string, string> {
  const request = new IncomingMessage(new Socket())
  const response = new ServerResponse(request)
  const set = helmet({
    // Pages bring their own with nonces (SvelteKit).
    contentSecurityPolicy: false,
    // With no-referrer a browser sends `Origin: null` with forms, and they would look like another site's.
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    strictTransportSecurity: { maxAge: 31_536_000 },
  })
  set(request, response, (error?: unknown) => {
    if (error) throw error
  })
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]))
}
