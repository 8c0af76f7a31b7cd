import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { expect, test } from 'vitest'
import { forbidden, options } from './architecture-rules.ts'

const FOLDERS = [
  'domain',
  'commands',
  'sagas',
  'projections',
  'read-api',
  'adapters',
  'compose',
  'embedded',
  'main.ts',
  'mcp.ts',
]

async function violations(baseDir: string, folders: string[]) {
  const result = await cruise(folders, { ...options, baseDir, validate: true, ruleSet: { forbidden } })
  const { summary } = result.output as ICruiseResult
  return {
    modules: summary.totalCruised,
    broken: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
  }
}

test('the folders know each other in one direction only', { timeout: 60_000 }, async () => {
  const { modules, broken } = await violations(process.cwd(), FOLDERS)
  expect(broken).toEqual([])
  // A cruise over nothing is green and worthless.
  expect(modules).toBeGreaterThan(150)
})

test.each([
  ['domain-is-pure', 'domain/planted.ts', 'adapters/thing.ts'],
  ['commands-do-not-read-views', 'commands/planted.ts', 'projections/thing.ts'],
  ['projections-only-follow', 'projections/planted.ts', 'commands/thing.ts'],
  ['sagas-act-by-commands', 'sagas/planted.ts', 'read-api/thing.ts'],
  ['adapters-know-the-kernel-at-most', 'adapters/planted.ts', 'commands/thing.ts'],
  ['web-knows-only-http', 'web/planted.ts', 'domain/thing.ts'],
])('a planted violation of %s is caught', async (rule, from, to) => {
  const folder = await mkdtemp(join(tmpdir(), 'madang-architecture-'))
  try {
    const files = {
      [from]: `import { thing } from '../${to}'\nexport const planted = thing\n`,
      [to]: 'export const thing = 1\n',
    }
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(folder, dirname(path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    const { broken } = await violations(folder, [dirname(from), dirname(to)])
    expect(broken).toContain(`${rule}: ${from} → ${to}`)
  } finally {
    await rm(folder, { recursive: true })
  }
})
