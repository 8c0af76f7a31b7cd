import { readFile, writeFile } from 'node:fs/promises'
import { machine, type Row, table } from './harness.ts'

/** A row as it is kept: with its subject and the day it was measured. */
type Kept = Row & { subject: string; measuredOn: string }

const JSON_FILE = new URL('results.json', import.meta.url)
const MARKDOWN_FILE = new URL('results.md', import.meta.url)

/**
 * Keeps what was measured in full in results.json and results.md; rows of other subjects stay as they are.
 *
 * @param order in which subjects are listed
 */
export async function keepResults(bySubject: Readonly<Record<string, Row[]>>, order: readonly string[]): Promise<void> {
  const before = await keptRows()
  const measuredOn = new Date().toISOString().slice(0, 10)
  const fresh = Object.entries(bySubject).flatMap(([subject, rows]) =>
    rows.map((row) => ({ ...row, subject, measuredOn })),
  )
  const rows = [...before.filter(({ subject }) => !(subject in bySubject)), ...fresh].sort(
    (a, b) => order.indexOf(a.subject) - order.indexOf(b.subject),
  )
  await writeFile(JSON_FILE, `${JSON.stringify({ machine: machine(), rows }, null, 2)}\n`)
  await writeFile(MARKDOWN_FILE, `# Benchmark\n\n${machine()}, ${measuredOn}\n\n${table(rows)}\n`)
}

async function keptRows(): Promise<Kept[]> {
  const text = await readFile(JSON_FILE, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return '{"rows":[]}'
  })
  return (JSON.parse(text) as { rows: Kept[] }).rows
}
