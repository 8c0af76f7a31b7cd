import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findPersonalData } from './find.ts'
import { KINDS, type Kind } from './kinds.ts'

/** Participants as a caller would hand them in; every line is looked through with all of them. */
const NAMES = ['김하늘', '이바다', '박서준', '최은별', '이수', '남궁하은', 'Jane Park', 'Minho Lee']
const MARK = /\{(\w+):([^}]*)\}/g
/** Only a mark of exactly the right place counts; one that is a letter too long is a miss and a false one. */
const FLOOR = { recall: 0.9, precision: 0.9 }

interface Labelled {
  text: string
  labels: Set<string>
}

/** A line of the corpus without its marks, and `<kind> <start> <end>` of each. */
function labelled(line: string): Labelled {
  const labels = new Set<string>()
  let text = ''
  let at = 0
  for (const { 0: whole, 1: kind, 2: value = '', index } of line.matchAll(MARK)) {
    text += line.slice(at, index)
    labels.add(`${kind} ${text.length} ${text.length + value.length}`)
    text += value
    at = index + whole.length
  }
  return { text: text + line.slice(at), labels }
}

const lines = ['ko', 'en'].flatMap((language) =>
  readFileSync(new URL(`./corpus/${language}.txt`, import.meta.url), 'utf8')
    .trim()
    .split('\n'),
)
const found = lines.map(labelled).map(({ text, labels }) => ({
  text,
  labels,
  marks: new Set(findPersonalData(text, NAMES).map(({ kind, start, end }) => `${kind} ${start} ${end}`)),
}))

const count = (of: Set<string>, kind: Kind) => [...of].filter((mark) => mark.startsWith(`${kind} `)).length
const both = (one: Set<string>, other: Set<string>) => new Set([...one].filter((mark) => other.has(mark)))
const sum = (of: (line: (typeof found)[number]) => number) => found.reduce((total, line) => total + of(line), 0)

test('personal data in the corpus is found, by kind, at least as often as stated', () => {
  expect(lines.length).toBeGreaterThanOrEqual(150)
  const table = KINDS.map((kind) => {
    const labels = sum((line) => count(line.labels, kind))
    const marks = sum((line) => count(line.marks, kind))
    const right = sum((line) => count(both(line.labels, line.marks), kind))
    return { kind, labels, marks, right, recall: right / labels, precision: right / marks }
  })
  for (const { text, labels, marks } of found)
    if ([...labels, ...marks].some((mark) => !(labels.has(mark) && marks.has(mark))))
      console.log(`differs: ${text}  wanted [${[...labels]}]  found [${[...marks]}]`)
  console.log(`${lines.length} lines`)
  for (const { kind, labels, right, recall, precision } of table)
    console.log(`${kind.padEnd(9)} recall ${recall.toFixed(3)} (${right}/${labels})  precision ${precision.toFixed(3)}`)
  for (const { labels, recall, precision } of table) {
    expect(labels).toBeGreaterThanOrEqual(8)
    expect(recall).toBeGreaterThanOrEqual(FLOOR.recall)
    expect(precision).toBeGreaterThanOrEqual(FLOOR.precision)
  }
})
