import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { commandTypes } from '../domain/index.ts'
import type { CommandResult, SendCommand } from './handle.ts'
import { preparations } from './preparations.ts'

/** `RegisterMerchant` → `register-merchant`. */
export const kebab = (type: string): string => type.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase()

/** What a caller sends for each command type. */
export const commandInputs: ReadonlyMap<string, z.ZodObject> = new Map(
  [...commandTypes].map(([type, { spec }]) => [type, preparations[type]?.input ?? spec.schema]),
)

const Key = z.string().min(1).max(200).optional()
const MAX_WAIT_SECONDS = 30

export interface CommandRouteDeps {
  send: SendCommand
  /** Waits until a job is done; undefined when it is not within the time. */
  waitForJob(jobId: string, merchantId: string, timeoutMs: number): Promise<unknown>
}

/** One POST route for every command that a person may send. */
export function registerCommands(app: FastifyInstance, deps: CommandRouteDeps): void {
  for (const [type, { spec }] of commandTypes) {
    if (spec.roles.every((role) => role === 'system')) continue
    const max = preparations[type]?.triesPerMinute
    const config = max === undefined ? {} : { rateLimit: { max, timeWindow: '1 minute' } }
    app.post(`/api/v1/commands/${kebab(type)}`, { config }, async (request, reply) => {
      const idempotencyKey = Key.parse(request.headers['idempotency-key'])
      const { traceparent } = request.headers
      const result = await deps.send({
        type,
        input: request.body,
        actor: request.actor,
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        correlationId: request.id,
        ...(typeof traceparent === 'string' ? { traceparent } : {}),
      })
      const job = await waitedJob(deps, result, request.headers.prefer, request.actor.merchantId)
      return reply.status(job ? 200 : 202).send(job ? { ...result, job } : result)
    })
  }
}

/** `Prefer: wait=2` (RFC 7240) holds the answer until the job is done. */
async function waitedJob(
  { waitForJob }: CommandRouteDeps,
  { jobId }: CommandResult,
  prefer: string | string[] | undefined,
  merchantId: string,
): Promise<unknown> {
  const seconds = Number(/\bwait=(\d{1,3})/.exec(String(prefer ?? ''))?.[1] ?? 0)
  if (!jobId || seconds === 0) return undefined
  return waitForJob(jobId, merchantId, Math.min(seconds, MAX_WAIT_SECONDS) * 1000)
}
