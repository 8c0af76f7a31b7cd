import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const FOLDER = new URL('../', import.meta.url)

/** All tests of behaviour; those that only walk lists of names prove nothing about them. */
const tests = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && !/(scope\.int|arguments\.int|coverage)\.test\.ts$/.test(file))
  .map((file) => readFileSync(new URL(file, FOLDER), 'utf8'))
  .join('\n')

/** The cells of the README's tables of what there is. */
const rows = readFileSync(new URL('README.md', FOLDER), 'utf8')
  .split('## Where it stops short')[0]
  ?.split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim()))

const named = (text: string): string[] => [...text.matchAll(/`(\$?\$?[a-zA-Z]+)`/g)].map(([, name]) => name as string)
const escaped = (name: string): string => name.replaceAll('$', '\\$')

const commandRows = (rows ?? []).filter(([, first]) => /^`[a-z]/.test(first ?? ''))
const commands = commandRows.flatMap(([, first]) => named(first ?? ''))
const operators = [...new Set((rows ?? []).flatMap((cells) => named(cells.join(' '))))].filter((it) =>
  it.startsWith('$'),
)

/** Words of the table that are no names. */
const PROSE = ['SCRAM', 'SHA', 'no', 'options', 'and', 'compound']
const options = commandRows
  .flatMap(([, , cell]) => (cell ?? '').match(/\b[a-zA-Z]+\b/g) ?? [])
  .filter((word) => !PROSE.includes(word))

const commandTests = readFileSync(new URL('tests/commands.int.test.ts', FOLDER), 'utf8')
/** Given as a key of an object, or as the name that a key is made from. */
const isGiven = (name: string) => new RegExp(`\\b${name}\\b(?=:| ?[,}]|')`).test(commandTests)

test('every operator, stage and expression of the README has a test', () => {
  expect(operators.length).toBeGreaterThan(100)
  expect(operators.filter((name) => !new RegExp(`${escaped(name)}(?![a-zA-Z])`).test(tests))).toEqual([])
})

test('every command and each of its options is given in a test of commands', () => {
  expect(commands.length).toBeGreaterThan(25)
  expect(options.length).toBeGreaterThan(40)
  expect([...commands, ...options].filter((name) => !isGiven(name))).toEqual([])
})
