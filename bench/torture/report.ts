/** What a server went through, and what was wrong afterwards. */
export interface Result {
  /** How often things happened, by name. */
  counts: Record<string, number>
  findings: string[]
}

export const emptyResult = (): Result => ({ counts: {}, findings: [] })

export function count(result: Result, name: string, by = 1): void {
  result.counts[name] = (result.counts[name] ?? 0) + by
}

const SHOWN = 20

/** One line of figures, and the findings below it. */
export function describe(name: string, { counts, findings }: Result): string {
  const figures = Object.entries(counts).map(([what, number]) => `${number} ${what}`)
  const head = `${findings.length === 0 ? '✓' : '✗'} ${name}: ${figures.join(', ')}`
  const shown = findings.slice(0, SHOWN).map((finding) => `  ${finding}`)
  const rest = findings.length > SHOWN ? [`  … and ${findings.length - SHOWN} more`] : []
  return [head, ...shown, ...rest].join('\n')
}
