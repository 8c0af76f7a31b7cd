import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { facilitiesAsMarkdown, facilitiesIn } from '../packs/health/facilities.ts'
import { medicinesAsMarkdown, medicinesIn } from '../packs/health/medicines.ts'
import type { PublicList } from '../packs/health/public-list.ts'

// Makes a document for an assistant of a public list, and says which lines it left out and why:
//   node scripts/import-public-list.ts facilities list.csv facilities.md --title "병원과 약국" --source "건강보험심사평가원, 2026년 11월"
const importer =
  <Field extends string>(
    read: (bytes: Uint8Array) => PublicList<Field>,
    write: (rows: Record<Field, string>[], title: string, source: string) => string,
    usualTitle: string,
  ) =>
  (bytes: Uint8Array, source: string, title = usualTitle) => {
    const { rows, leftOut } = read(bytes)
    return { count: rows.length, leftOut, text: write(rows, title, source) }
  }
const KINDS = new Map([
  ['facilities', importer(facilitiesIn, facilitiesAsMarkdown, '병원과 약국')],
  ['medicines', importer(medicinesIn, medicinesAsMarkdown, '의약품')],
])

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { title: { type: 'string' }, source: { type: 'string', default: '공공데이터포털(data.go.kr)' } },
  })
  const [kind = '', from, to] = positionals
  const convert = KINDS.get(kind)
  if (!convert) throw new Error(`name a kind, a list and a document; kinds are ${[...KINDS.keys()].join(', ')}`)
  if (!from || !to) throw new Error(`name the list and the document: ${kind} list.csv ${kind}.md`)
  const { count, leftOut, text } = convert(await readFile(from), values.source, values.title)
  for (const { line, reason } of leftOut) console.error(`${from}:${line}: left out: ${reason}`)
  if (count === 0) throw new Error(`${from}: no row of it can be used`)
  await writeFile(to, text)
  console.log(`${count} ${kind} in ${to}, ${leftOut.length} rows left out`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
