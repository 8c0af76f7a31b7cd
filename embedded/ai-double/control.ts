import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ReceivedRequest } from './behaviour.ts'
import { type createScripts, Script } from './script.ts'

/** Sends JSON. */
export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

/** The body as bytes. */
export async function readBytes(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts)
}

/** What tests and demos drive the double with from another process; false for a path that is not under `/control`. */
export async function control(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { scripts, requests }: { scripts: ReturnType<typeof createScripts>; requests: ReceivedRequest[] },
): Promise<boolean> {
  if (!path.startsWith('/control')) return false
  const wanted = `${request.method} ${path}`
  if (wanted === 'POST /control/script') {
    const script = Script.safeParse(JSON.parse((await readBytes(request)).toString('utf8')))
    if (script.success) scripts.add(script.data)
    send(response, script.success ? 201 : 400, script.success ? { scripts: scripts.list() } : script.error.issues)
  } else if (wanted === 'GET /control/script') send(response, 200, { scripts: scripts.list() })
  else if (wanted === 'GET /control/requests') send(response, 200, { requests })
  else if (wanted === 'DELETE /control') {
    scripts.clear()
    requests.length = 0
    send(response, 200, { scripts: [], requests: [] })
  } else send(response, 404, { error: { message: `no ${wanted} here` } })
  return true
}
