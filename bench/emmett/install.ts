import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))

/**
 * Installs Emmett once, with its own lock file; its SQLite driver is compiled where no ready-made one can be had,
 * which takes a minute or two, a C++ compiler and Python.
 *
 * @returns why it cannot be used here, undefined when it can
 */
export function installEmmett(log: (line: string) => void): string | undefined {
  if (existsSync(`${FOLDER}node_modules/sqlite3/build/Release/node_sqlite3.node`)) return undefined
  log('installing Emmett in bench/emmett')
  try {
    execFileSync('npm', ['ci'], { cwd: FOLDER, stdio: ['ignore', 'ignore', 'pipe'] })
    return undefined
  } catch (error) {
    return `npm ci in bench/emmett failed: ${error instanceof Error ? error.message : error}`
  }
}
