import { figure, machine, type Row, row, table } from '../harness.ts'
import { byRoute, cpuShares, figuresOf, judgeMemory, type Memory, type RouteFigures, recoveredAfter } from './judge.ts'
import type { Phase } from './phases.ts'

export interface Seen {
  people: number
  /** The usual crowd; three times as many; the usual crowd again. */
  usual: Phase
  surge: Phase
  after: Phase
}

/** The load report as data. */
export interface Report {
  machine: string
  rows: Row[]
  routes: RouteFigures[]
  surgeRoutes: RouteFigures[]
  memory: Memory[]
  cpu: Record<string, number>
}

/** The requirement: 95 % of the calls are answered within this. */
export const LIMIT_MS = 500
/** Within so long after a surge everything is as it was. */
const RECOVERY_SECONDS = 15

export function reportOf({ people, usual, surge, after }: Seen): Report {
  const memory = judgeMemory(usual.samples)
  const all = figuresOf('everything', usual.calls)
  const under = figuresOf('everything', surge.calls)
  const from = after.calls[0]?.at ?? 0
  const recovered = recoveredAfter(after.calls, from, LIMIT_MS) ?? Number.POSITIVE_INFINITY
  const mute = surge.calls.filter(({ outcome }) => outcome === 'mute').length
  const cpu = Object.fromEntries([...cpuShares(usual.samples), ['people', usual.crowdCpu]])
  const steep = memory.filter(({ isFlat }) => !isFlat).length
  const whole = `${figure(usual.seconds / 60)} min`
  const rows = [
    row(`${people} people, ${whole}: calls`, usual.calls.length / usual.seconds, '/s'),
    row('  answered, p50', all.p50, 'ms'),
    row('  answered, p95', all.p95, 'ms', { atMost: LIMIT_MS }),
    row('  answered, p99', all.p99, 'ms'),
    row('  errors', all.errors, 'calls', { atMost: 0 }),
    row('  refused for now (429, 503)', all.shed, 'calls', { atMost: 0 }),
    row('  rows pushed over live streams', usual.rows / usual.seconds, '/s'),
    row('  processes whose memory grows', steep, 'processes', { atMost: 0 }, 'above 2 % a minute after warm-up'),
    row('  the people themselves', usual.crowdCpu, 'cores', {}, `timers late by ${figure(usual.crowdLateMs)} ms, p99`),
    row(`${surge.people} people, ${figure(surge.seconds)} s: calls`, surge.calls.length / surge.seconds, '/s'),
    row('  answered, p95', under.p95, 'ms'),
    row('  refused for now (429, 503)', under.shed, 'calls', {}, 'each with Retry-After'),
    row('  refused without Retry-After', mute, 'calls', { atMost: 0 }),
    row('  errors', under.errors - mute, 'calls', { atMost: 0 }),
    row('  the people themselves', surge.crowdCpu, 'cores', {}, `timers late by ${figure(surge.crowdLateMs)} ms, p99`),
    row('as usual again after', recovered, 's', { atMost: RECOVERY_SECONDS }, `95 % within ${LIMIT_MS} ms, no refusal`),
  ]
  const routes = byRoute(usual.calls)
  return { machine: machine(), rows, routes, surgeRoutes: byRoute(surge.calls), memory, cpu }
}

const markdown = (head: string[], lines: (string | number)[][]): string =>
  [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.map((cell) => (typeof cell === 'number' ? figure(cell) : cell)).join(' | ')} |`)
    .join('\n')

const routeTable = (routes: readonly RouteFigures[]) =>
  markdown(
    ['route', 'calls', 'p50 ms', 'p95 ms', 'p99 ms', 'refused', 'errors'],
    routes.map(({ route, calls, p50, p95, p99, shed, errors }) => [route, calls, p50, p95, p99, shed, errors]),
  )

/** The report as it is read. */
export function markdownOf({ machine: on, rows, routes, surgeRoutes, memory, cpu }: Report, at: string): string {
  const sizes = memory.map(({ name, from, to, most, slope, isFlat }) => [
    name,
    from,
    to,
    most,
    slope,
    isFlat ? 'yes' : '**no**',
    cpu[name] ?? 0,
  ])
  return [
    `# Load\n\n${on}, ${at}; \`npm run load\``,
    table(rows),
    `## Routes, the usual crowd\n\n${routeTable(routes)}`,
    `## Processes\n\n${markdown(['process', 'MiB from', 'to', 'most', 'MiB/min', 'flat', 'cores'], sizes)}`,
    `## Routes, three times the crowd\n\n${routeTable(surgeRoutes)}`,
  ].join('\n\n')
}
