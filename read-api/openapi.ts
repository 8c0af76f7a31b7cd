import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { asyncApi } from '../projections/async-api.ts'
import { type CommandSources, openApiDocument } from './openapi/document.ts'
import { problemsPage } from './openapi/problems.ts'

/** Everything comes from here; nothing inline is run. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/**
 * `/api/openapi.json`, `/api/asyncapi.json` for the integrators' feed, and the pages that show the first: `/api/docs`,
 * and `/api/docs/problems` for the error codes.
 */
export async function registerOpenApi(app: FastifyInstance, commands: CommandSources, version: string): Promise<void> {
  const document = openApiDocument(commands, version)
  const text = JSON.stringify(document)
  const events = JSON.stringify(asyncApi(version))
  const page = problemsPage()
  app.get('/api/openapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').header('cache-control', 'public, max-age=60').send(text),
  )
  app.get('/api/asyncapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').header('cache-control', 'public, max-age=60').send(events),
  )
  app.get('/api/docs/problems', (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(page),
  )
  await app.register(swagger, { mode: 'static', specification: { document: document as never } })
  await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: POLICY, theme: { title: 'Madang API' } })
}
