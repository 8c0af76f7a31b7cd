import { cpus, totalmem } from 'node:os'

/** One line of the table. */
export interface Row {
  name: string
  value: number
  unit: string
  /** `≥ 0.6`; null where a figure is only shown. */
  target: string | null
  /** null where there is no target. */
  met: boolean | null
  /** How it was measured, or what limits it. */
  note?: string
}

export interface Target {
  atLeast?: number
  atMost?: number
}

/** One file of the benchmark. */
export interface Subject {
  name: string
  /** What it measures, for `--help`. */
  about: string
  run(options: RunOptions): Promise<Row[]>
}

export interface RunOptions {
  /** Fewer of everything: to see that it works, not to quote. */
  quick: boolean
  /** Tells how far it is. */
  log: (line: string) => void
  /** For a subject that can be run in pieces: the folder where it goes on, and after how many seconds it stops. */
  piece?: { folder: string; seconds: number }
}

/** A row; `met` follows from the target. */
export function row(name: string, value: number, unit: string, target: Target = {}, note?: string): Row {
  const { atLeast, atMost } = target
  const extra = note ? { note } : {}
  if (atLeast !== undefined)
    return { name, value, unit, target: `≥ ${figure(atLeast)}`, met: value >= atLeast, ...extra }
  if (atMost !== undefined) return { name, value, unit, target: `≤ ${figure(atMost)}`, met: value <= atMost, ...extra }
  return { name, value, unit, target: null, met: null, ...extra }
}

/**
 * The value below which that share of all values lie.
 *
 * @param share 0.5 for the median
 */
export function percentile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** A number as people read it: three digits that count, thousands apart. */
export const figure = (value: number): string =>
  Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en-US')
    : value.toLocaleString('en-US', { maximumSignificantDigits: 3 })

/** What the figures were taken on. */
export const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.versions.node}`

const MET = { true: 'yes', false: '**no**', null: '' } as const

/** Rows as a table that is Markdown and can be read as it is. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((r) => [
    r.name,
    figure(r.value),
    r.unit,
    r.target ?? '',
    MET[`${r.met}` as keyof typeof MET],
    r.note ?? '',
  ])
  const all = [['measured', 'value', 'unit', 'target', 'met', 'note'], ...cells]
  const widths = all[0]?.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0))) ?? []
  const line = (texts: string[]) => `| ${texts.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const rule = line(widths.map((width) => '-'.repeat(width)))
  return [line(all[0] ?? []), rule, ...all.slice(1).map(line)].join('\n')
}
