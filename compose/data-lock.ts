import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Takes a data folder for this process alone. The lock is the operating system's, by way of SQLite: it ends with the
 * process however that ends, so that none is ever left behind; `instance.pid` only says whose it is.
 *
 * @returns gives the folder back
 * @throws Error that names the process which has it
 */
export function lockData(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const holder = join(folder, 'instance.pid')
  const lock = new DatabaseSync(join(folder, 'instance.lock'))
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!(error instanceof Error && error.message.includes('locked'))) throw error
    const who = readFileSync(holder, 'utf8')
    throw new Error(`another instance (process ${who}) uses ${folder}. Stop it, or set MADANG_DATA to another folder.`)
  }
  writeFileSync(holder, String(process.pid))
  return () => lock.close()
}
