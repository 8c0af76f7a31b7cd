import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readPageFiles, sendPageFile } from './page-files.ts'

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

const BUILT = fileURLToPath(new URL('../web/build/handler.js', import.meta.url))
const FILES = fileURLToPath(new URL('../web/build/client/_app/immutable', import.meta.url))
/** Tells the pages who their visitor is: behind a proxy the connection is not the visitor's own. */
const CLIENT_HEADER = 'x-madang-client'
const RETRY_AFTER_SECONDS = '2'

/**
 * Mounts the built pages behind everything that is not the API.
 *
 * @throws Error when the pages are not built
 */
export async function mountWeb(app: FastifyInstance): Promise<void> {
  if (!existsSync(BUILT)) throw new Error('the pages are not built; run: npm run build')
  // Read by the handler when it is imported.
  process.env.ADDRESS_HEADER = CLIENT_HEADER
  const { handler } = (await import(pathToFileURL(BUILT).href)) as { handler: Handler }
  const files = await readPageFiles(FILES)
  const toPages = (request: FastifyRequest, reply: FastifyReply) => {
    request.raw.headers[CLIENT_HEADER] = request.ip
    for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, String(value))
    reply.hijack()
    markRefusals(reply.raw)
    handler(request.raw, reply.raw, () => reply.raw.writeHead(404).end())
  }
  const config = { rateLimit: false } as const
  app.get('/_app/immutable/*', { config }, (request, reply) => {
    const file = files.get((request.params as { '*': string })['*'])
    return file ? sendPageFile(request, reply, file) : toPages(request, reply)
  })
  // The pages read their own bodies, so Fastify leaves every body to them.
  await app.register(async (pages) => {
    pages.removeAllContentTypeParsers()
    pages.addContentTypeParser('*', (_request, _payload, done) => done(null))
    pages.all('/*', { config }, toPages)
  })
}

/** Pages are refused where the API behind them is; whoever is refused is told when to come back. */
function markRefusals(response: ServerResponse): void {
  const write = response.writeHead
  response.writeHead = (status: number, ...rest: unknown[]) => {
    const isRefused = (status === 429 || status === 503) && !response.hasHeader('retry-after')
    if (isRefused) response.setHeader('retry-after', RETRY_AFTER_SECONDS)
    return Reflect.apply(write, response, [status, ...rest])
  }
}
