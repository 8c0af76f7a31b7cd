import { CsvError, parse } from 'csv-parse/sync'
import { type Block, DocumentRefused, type ReadDocument } from '../document.ts'
import { textOf, tidy } from './text.ts'

/** More rows than that are a database, not a document. */
export const MAX_ROWS = 5_000
const MAX_RECORD_CHARACTERS = 100_000
const MAX_CELL = 400
const DELIMITERS = [',', '\t', ';', '|']

/** The delimiter that the first line has most of. */
function delimiterOf(text: string): string {
  const [line = ''] = text.split('\n', 1)
  const count = (delimiter: string) => line.split(delimiter).length
  return DELIMITERS.toSorted((a, b) => count(b) - count(a))[0] as string
}

/** Rows as `column: value; …`, from a table whose first row names the columns. At most {@link MAX_ROWS} of them. */
export function readCsv(bytes: Uint8Array): ReadDocument {
  const text = textOf(bytes).replace(/^\uFEFF/, '')
  const rows = recordsOf(text)
  const [columns = [], ...records] = rows.map((row) => row.map((cell) => tidy(cell).slice(0, MAX_CELL)))
  const blocks = records.slice(0, MAX_ROWS).flatMap((record): Block[] => {
    const cells = record.map((cell, index) => (cell && columns[index] ? `${columns[index]}: ${cell}` : cell))
    const line = cells.filter(Boolean).join('; ')
    return line ? [{ text: line, isRow: true }] : []
  })
  if (records.length <= MAX_ROWS) return { blocks }
  const lines = text.split('\n').filter((line) => line.trim()).length
  return { blocks, note: { code: 'ROWS_CUT', read: MAX_ROWS, of: Math.max(lines - 1, MAX_ROWS) } }
}

function recordsOf(text: string): string[][] {
  try {
    return parse(text, {
      // One row more tells that there are more, without reading them.
      to: MAX_ROWS + 2,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MAX_RECORD_CHARACTERS,
    })
  } catch (error) {
    if (error instanceof CsvError) throw new DocumentRefused('DOCUMENT_CORRUPT')
    throw error
  }
}
