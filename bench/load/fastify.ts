import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { asLoad } from '../processes.ts'

export interface FastifyJob {
  body: string
  headers: Record<string, string>
}

/** A bare route that gives the same bytes. */
await asLoad(async ({ body, headers }: FastifyJob) => {
  const app = Fastify()
  app.get('/same', (_request, reply) => reply.headers(headers).send(body))
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { port: (app.server.address() as AddressInfo).port }
})
