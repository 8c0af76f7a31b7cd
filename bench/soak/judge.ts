import { percentile } from '../harness.ts'
import type { Call } from './crowd/calls.ts'
import type { Sample } from './processes.ts'

/** How one route did. */
export interface RouteFigures {
  route: string
  calls: number
  p50: number
  p95: number
  p99: number
  shed: number
  errors: number
}

/** Figures of every route, the busiest first; times are of calls that were answered well. */
export function byRoute(calls: readonly Call[]): RouteFigures[] {
  return [...Map.groupBy(calls, ({ route }) => route)]
    .map(([route, all]) => figuresOf(route, all))
    .toSorted((a, b) => b.calls - a.calls)
}

export function figuresOf(route: string, calls: readonly Call[]): RouteFigures {
  const times = calls.filter(({ outcome }) => outcome === 'ok').map(({ ms }) => ms)
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(times, share)) as [number, number, number]
  const shed = calls.filter(({ outcome }) => outcome === 'shed').length
  const errors = calls.filter(({ outcome }) => outcome === 'error' || outcome === 'mute').length
  return { route, calls: calls.length, p50, p95, p99, shed, errors }
}

/** How the memory of one process went. */
export interface Memory {
  name: string
  /** MiB at the beginning and the end of what was judged, and the most. */
  from: number
  to: number
  most: number
  /** MiB a minute, by least squares over what was judged. */
  slope: number
  isFlat: boolean
}

/** The first third is warm-up: compiled code, caches and connections come into being. */
const WARM_UP = 1 / 3
/** What a heap may wander between two collections; more than this a minute is growth. */
const WANDER_SHARE = 0.02

/** Judges each process's memory: flat when it grows by no more than 2 % of its mean a minute after the warm-up. */
export function judgeMemory(samples: readonly Sample[]): Memory[] {
  return [...Map.groupBy(samples, ({ name }) => name)].map(([name, all]) => {
    const judged = all.slice(Math.floor(all.length * WARM_UP))
    const sizes = judged.map(({ mib }) => mib)
    const slope = slopeOf(judged.map(({ at, mib }) => [at / 60_000, mib]))
    const mean = sizes.reduce((sum, mib) => sum + mib, 0) / sizes.length
    const [from, to] = [sizes[0] ?? 0, sizes.at(-1) ?? 0]
    return { name, from, to, most: Math.max(...sizes), slope, isFlat: slope <= mean * WANDER_SHARE }
  })
}

/** The slope of the line through the points, by least squares. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [mx, my] = [mean(([x]) => x), mean(([, y]) => y)]
  const spread = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0)
  return spread === 0 ? 0 : points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / spread
}

/** Share of a core that each process took between its first and its last sample. */
export function cpuShares(samples: readonly Sample[]): Map<string, number> {
  return new Map(
    [...Map.groupBy(samples, ({ name }) => name)].map(([name, all]) => {
      const [first, last] = [all[0] as Sample, all.at(-1) as Sample]
      return [name, (last.cpuMs - first.cpuMs) / Math.max(1, last.at - first.at)]
    }),
  )
}

const WINDOW_MS = 2_000

/**
 * How long after `from` everything was as it should be again, in seconds: from then on, in windows of two seconds, 95 % of
 * the calls are answered within `limitMs` and none is refused. Undefined when that never came.
 */
export function recoveredAfter(calls: readonly Call[], from: number, limitMs: number): number | undefined {
  const later = calls.filter(({ at }) => at >= from)
  const windows = Map.groupBy(later, ({ at }) => Math.floor((at - from) / WINDOW_MS))
  const last = Math.max(-1, ...windows.keys())
  const bad = [...windows]
    .filter(([, inWindow]) => {
      const { p95, shed, errors } = figuresOf('', inWindow)
      return shed + errors > 0 || !(p95 <= limitMs)
    })
    .map(([window]) => window)
  const worst = Math.max(-1, ...bad)
  return worst === last ? undefined : ((worst + 1) * WINDOW_MS) / 1_000
}
