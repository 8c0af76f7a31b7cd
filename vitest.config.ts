import { defineConfig } from 'vitest/config'

const tests = (name: string, include: string[], timeout: number) => ({
  test: { name, include, testTimeout: timeout, hookTimeout: timeout, exclude: ['**/node_modules/**'] },
})

// Three kinds by file name: unit (pure), integration (real clients on embedded servers), end to end (a browser).
export default defineConfig({
  test: {
    projects: [
      { ...tests('unit', ['**/!(*.int|*.e2e).test.ts'], 10_000) },
      { ...tests('int', ['**/*.int.test.ts'], 60_000) },
      { ...tests('e2e', ['**/*.e2e.test.ts'], 120_000) },
    ],
  },
})
