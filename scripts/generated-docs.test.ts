import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { generatedDocs } from './generated-docs.ts'

test.each(Object.entries(generatedDocs()))(
  'docs/generated/%s is what the code says (npm run docs)',
  async (name, text) => {
    expect(await readFile(new URL(`../docs/generated/${name}`, import.meta.url), 'utf8')).toBe(text)
  },
)
