import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Everything that is measured, in one registry of its own. */
export interface Metrics {
  registry: Registry
  /** A gauge that is asked for its value whenever metrics are read. */
  gauge(
    name: string,
    help: string,
    labels: string[],
    read: (set: (labels: Record<string, string>, value: number) => void) => Promise<void> | void,
  ): void
}

const LATENCY_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
/** Alerts look at these three apart from other errors. */
const AUTH_FAILURES = new Set([401, 403, 429])

/** Measures every request of a server, and answers `/metrics` in the Prometheus text format. */
export function measure(app: FastifyInstance): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const latency = new Histogram({
    name: 'madang_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: LATENCY_BUCKETS_S,
    registers: [registry],
  })
  const refused = new Counter({
    name: 'madang_auth_failures_total',
    help: 'Requests refused for who sent them or how many they were',
    labelNames: ['status'],
    registers: [registry],
  })
  app.addHook('onResponse', (request, { statusCode, elapsedTime }, done) => {
    const route = request.routeOptions.url ?? 'none'
    latency.observe({ method: request.method, route, status: statusCode }, elapsedTime / 1000)
    if (AUTH_FAILURES.has(statusCode)) refused.inc({ status: statusCode })
    done()
  })
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
  return {
    registry,
    gauge: (name, help, labelNames, read) => {
      const collect = async function (this: Gauge<string>) {
        this.reset()
        await read((labels, value) => this.set(labels, value))
      }
      new Gauge({ name, help, labelNames, registers: [registry], collect })
    },
  }
}
