import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { facilitiesAsMarkdown, facilitiesIn } from '../packs/health/facilities.ts'

// Makes a document for an assistant of a public list of hospitals or pharmacies:
//   node scripts/import-facilities.ts list.csv facilities.md --title "병원과 약국" --source "건강보험심사평가원, 2026년 11월"
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    title: { type: 'string', default: '병원과 약국' },
    source: { type: 'string', default: '공공데이터포털(data.go.kr)' },
  },
})
const [from, to] = positionals
if (!from || !to) throw new Error('name the list and the document: list.csv facilities.md')
const facilities = facilitiesIn(await readFile(from))
await writeFile(to, facilitiesAsMarkdown(facilities, values.title, values.source))
console.log(`${facilities.length} facilities in ${to}`)
