import { CsvError, parse } from 'csv-parse/sync'
import { textOf } from '../../adapters/knowledge/parsers/text.ts'

/** For each field of ours, what its column is called in published lists, in order of preference. */
export type Columns<Field extends string> = Readonly<Record<Field, readonly string[]>>

/** A row that was left out: its line in the file (from 1), and a sentence why. */
export interface LeftOut {
  line: number
  reason: string
}

/** What of a list was read, and what was not. */
export interface PublicList<Field extends string> {
  rows: Record<Field, string>[]
  leftOut: LeftOut[]
}

interface Row {
  record: string[]
  info: { lines: number }
}

const MAX_ROW_CHARACTERS = 100_000
const BROKEN: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed; what comes after it is lost',
  CSV_MAX_RECORD_SIZE: `the row is longer than ${MAX_ROW_CHARACTERS} characters`,
}

function rowsOf(text: string): { rows: Row[]; broken: LeftOut[] } {
  const broken: LeftOut[] = []
  const rows = parse(text, {
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_records_with_error: true,
    max_record_size: MAX_ROW_CHARACTERS,
    on_skip: (error) => {
      if (!(error instanceof CsvError)) throw error
      broken.push({ line: Number(error.lines), reason: BROKEN[error.code] ?? error.message })
      return undefined
    },
  }) as unknown as Row[]
  return { rows, broken }
}

/**
 * Reads a list as public offices publish it: comma-separated with names of columns, in UTF-8, UTF-16 or cp949. Rows that
 * have other than as many cells as the header, or nothing in the `needed` field, are left out and named.
 *
 * @throws Error when no column holds the needed field
 * @throws DocumentRefused when the bytes are in none of the encodings
 */
export function readPublicList<Field extends string>(
  bytes: Uint8Array,
  columns: Columns<Field>,
  needed: Field,
): PublicList<Field> {
  const { rows, broken } = rowsOf(textOf(bytes))
  const header = rows[0]?.record.map((name) => name.trim()) ?? []
  const fields = Object.entries(columns) as [Field, readonly string[]][]
  const places = fields.map(
    ([field, names]) => [field, names.map((name) => header.indexOf(name)).filter((at) => at >= 0)] as const,
  )
  if (!places.some(([field, at]) => field === needed && at.length > 0))
    throw new Error(`no column is called ${columns[needed].join(' or ')}; there are: ${header.join(', ')}`)
  const list: PublicList<Field> = { rows: [], leftOut: broken }
  for (const { record, info } of rows.slice(1)) {
    const cells = places.map(([field, at]) => [field, at.map((index) => record[index]?.trim()).find(Boolean) ?? ''])
    const row = Object.fromEntries(cells) as Record<Field, string>
    const leaveOut = (reason: string) => list.leftOut.push({ line: info.lines, reason })
    if (record.length !== header.length) leaveOut(`${record.length} cells, where the header has ${header.length}`)
    else if (row[needed] === '') leaveOut(`nothing under ${columns[needed][0]}`)
    else list.rows.push(row)
  }
  list.leftOut.sort((a, b) => a.line - b.line)
  return list
}
