import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const tests = (name: string, include: string[], timeout: number) => ({
  test: { name, include, testTimeout: timeout, hookTimeout: timeout, exclude: ['**/node_modules/**'] },
})

// Three kinds by file name: unit (pure), integration (real clients on embedded servers), end to end (a browser).
export default defineConfig({
  test: {
    // Half of the time goes into waiting for processes; one worker a core and no less than two.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      { ...tests('unit', ['**/!(*.int|*.e2e).test.ts'], 10_000) },
      { ...tests('int', ['**/*.int.test.ts'], 180_000) },
      { ...tests('e2e', ['**/*.e2e.test.ts'], 300_000) },
    ],
  },
})
