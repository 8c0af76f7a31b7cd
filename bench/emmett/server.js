// JavaScript, since its packages and their types are only there once the benchmark has installed them.
import { once } from 'node:events'
import { CommandHandler } from '@event-driven-io/emmett'
import { getSQLiteEventStore } from '@event-driven-io/emmett-sqlite'
import Fastify from 'fastify'
import { commandTypes } from '../../domain/index.ts'
import { promotion } from '../../domain/promotion.ts'

const ROUTES = { 'create-promotion': 'CreatePromotion', 'revise-promotion': 'RevisePromotion' }

/** Two of our commands as Emmett's documentation writes them: its command handler and its SQLite store, on Fastify. */
const [{ fileName }] = await once(process, 'message')
const eventStore = getSQLiteEventStore({ fileName })
const handle = CommandHandler({ evolve: promotion.evolve, initialState: () => promotion.initial })
const app = Fastify()
// One command at a time: of two at once its connections answer one with SQLITE_BUSY or SQLITE_MISUSE (0.38.5).
let last = Promise.resolve()
const queued = (work) => {
  const result = last.then(work)
  last = result.catch(() => {})
  return result
}
for (const [name, type] of Object.entries(ROUTES)) {
  const { spec } = commandTypes.get(type)
  app.post(`/api/v1/commands/${name}`, async (request, reply) => {
    const command = spec.schema.parse(request.body)
    const context = { now: new Date().toISOString(), merchantId: 'bench' }
    const decide = (state) => spec.decide(command, state, context)
    const stream = `promotion-${command.promotionId}`
    const { nextExpectedStreamVersion } = await queued(() => handle(eventStore, stream, decide))
    return reply.status(202).send({ id: command.promotionId, revision: Number(nextExpectedStreamVersion) })
  })
}
await app.listen({ port: 0, host: '127.0.0.1' })
process.send({ port: app.server.address().port })
