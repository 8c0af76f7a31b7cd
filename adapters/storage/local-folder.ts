import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Storage } from './port.ts'

const HASH = /^[0-9a-f]{64}$/
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/**
 * A storage in a folder of this machine: `ab/abcd…` and beside it `ab/abcd….mime`. Several processes may use it at once.
 *
 * @param folder made when it is not there
 */
export function localFolder(folder: string): Storage {
  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash)
  /** Whole or not at all, whenever the process ends. */
  const write = async (path: string, content: Uint8Array | string) => {
    const unfinished = `${path}.${randomUUID()}`
    await writeFile(unfinished, content)
    await rename(unfinished, path)
  }
  const has = async (hash: string) =>
    HASH.test(hash) &&
    access(pathOf(hash)).then(
      () => true,
      () => false,
    )
  return {
    has,
    put: async (bytes, mime) => {
      const hash = sha256(bytes)
      if (await has(hash)) return { hash }
      await mkdir(join(folder, hash.slice(0, 2)), { recursive: true })
      await write(`${pathOf(hash)}.mime`, mime)
      await write(pathOf(hash), bytes)
      return { hash }
    },
    get: async (hash) => {
      if (!(await has(hash))) return undefined
      const path = pathOf(hash)
      const [bytes, mime] = await Promise.all([readFile(path), readFile(`${path}.mime`, 'utf8')])
      if (sha256(bytes) !== hash) throw new Error(`the stored bytes of ${hash} have changed`)
      return { bytes, mime }
    },
  }
}
