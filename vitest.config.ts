import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** What is waited for comes at once, and on a busy machine after a while; whoever waits in vain may wait long. */
const PATIENCE_MS = 60_000

const tests = (name: string, include: string[], timeout: number) => ({
  test: {
    ...{ name, include, testTimeout: timeout, hookTimeout: timeout, exclude: ['**/node_modules/**'] },
    expect: { poll: { timeout: PATIENCE_MS } },
  },
})

// Three kinds by file name: unit (pure), integration (real clients on embedded servers), end to end (a browser).
export default defineConfig({
  test: {
    // Half of the time goes into waiting for processes; one worker a core and no less than two.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      { ...tests('unit', ['**/!(*.int|*.e2e).test.ts'], PATIENCE_MS) },
      { ...tests('int', ['**/*.int.test.ts'], 180_000) },
      { ...tests('e2e', ['**/*.e2e.test.ts'], 300_000) },
    ],
  },
})
