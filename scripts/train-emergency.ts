import { readFile, writeFile } from 'node:fs/promises'
import cases from '../packs/health/emergency.cases.json' with { type: 'json' }
import { gramsOf, type Weights, weigh } from '../packs/health/emergency-likeness.ts'
import { en } from '../web/src/lib/i18n/en.ts'
import { ko } from '../web/src/lib/i18n/ko.ts'

// Learns which runs of letters emergencies have and other lines lack (logistic regression by gradient descent), from the
// labelled list and, as plain talk, from our own pages and the guides for shops. Writes packs/health/emergency-weights.json.
const FILE = new URL('../packs/health/emergency-weights.json', import.meta.url)
const GUIDES = ['merchant/knowledge/promotion-guide', 'back-office/knowledge/back-office'].flatMap((guide) =>
  ['ko', 'en'].map((language) => new URL(`../packs/${guide}-${language}.md`, import.meta.url)),
)
const HUNDREDTHS = 100
const LEAST = 1
const MOST_GRAMS = 6_000
const LEAST_LINES = 2
const ROUNDS = 30
const RATE = 0.5
const RATE_DECAY = 0.1
const BIAS_RATE = 0.1
const SHRINK = 0.0003

interface Line {
  grams: string[]
  isEmergency: boolean
}

/** A fixed order of lines that differs from round to round, so that a run can be repeated. */
const orderOf = (count: number, round: number): number[] =>
  Array.from({ length: count }, (_, at) => at).toSorted(
    (a, b) => ((a * 7_919 + round * 104_729) % 2_003) - ((b * 7_919 + round * 104_729) % 2_003),
  )

function learn(lines: readonly Line[]): Weights {
  const grams = new Map<string, number>()
  for (const line of lines) for (const gram of line.grams) grams.set(gram, 0)
  let bias = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const rate = RATE / (1 + round * RATE_DECAY)
    for (const at of orderOf(lines.length, round)) {
      const { grams: own, isEmergency } = lines[at] as Line
      const error = 1 / (1 + Math.exp(-weigh(own, { bias, grams }))) - (isEmergency ? 1 : 0)
      const step = (rate * error) / Math.sqrt(own.length + 1)
      bias -= rate * BIAS_RATE * error
      for (const gram of own) grams.set(gram, (grams.get(gram) as number) * (1 - rate * SHRINK) - step)
    }
  }
  return { bias, grams }
}

function only(lines: readonly Line[], kept: ReadonlySet<string>): Line[] {
  return lines.map((line) => ({ ...line, grams: line.grams.filter((gram) => kept.has(gram)) }))
}

/** Learns twice: of the grams that more than one line has, then of those that weighed most. */
function learnShort(lines: readonly Line[]): Weights {
  const counts = new Map<string, number>()
  for (const { grams } of lines) for (const gram of grams) counts.set(gram, (counts.get(gram) ?? 0) + 1)
  const shared = only(lines, new Set([...counts].filter(([, count]) => count >= LEAST_LINES).map(([gram]) => gram)))
  const heaviest = [...learn(shared).grams].toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a)).slice(0, MOST_GRAMS)
  return learn(only(shared, new Set(heaviest.map(([gram]) => gram))))
}

const guides = await Promise.all(GUIDES.map((guide) => readFile(guide, 'utf8')))
const plain = [...Object.values(ko), ...Object.values(en), ...guides.flatMap((text) => text.split(/(?<=[.!?])\s|\n/))]
const labelled = [cases.ko, cases.en]
const line = (isEmergency: boolean) => (text: string) => ({ grams: gramsOf(text), isEmergency })
const { bias, grams } = learnShort([
  ...labelled.flatMap(({ emergency }) => emergency.map(line(true))),
  ...labelled.flatMap(({ other }) => other.map(line(false))),
  ...plain.filter((text) => text.trim() !== '').map(line(false)),
])
const rounded = [...grams]
  .map(([gram, weight]) => [gram, Math.round(weight * HUNDREDTHS)] as const)
  .filter(([, weight]) => weight !== 0)
  .toSorted(([, a], [, b]) => b - a)
const data = {
  about: 'Made by scripts/train-emergency.ts; weights in hundredths, the heaviest for an emergency first.',
  lines: labelled.reduce((sum, { emergency, other }) => sum + emergency.length + other.length, 0),
  least: LEAST * HUNDREDTHS,
  bias: Math.round(bias * HUNDREDTHS),
  grams: Object.fromEntries(rounded),
}
await writeFile(FILE, `${JSON.stringify(data, undefined, 2)}\n`)
console.log(
  `${rounded.length} runs of letters weigh something, learnt from ${data.lines} labelled lines and ${plain.length} plain ones`,
)
