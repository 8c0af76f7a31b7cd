import { randomUUID } from 'node:crypto'
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hashOf, isHash, type Storage } from './port.ts'

/** Files in a folder: `ab/abcd…` with the type beside it in `ab/abcd….mime`. */
export function localFolder(folder: string): Storage {
  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash)
  const has = async (hash: string) => isHash(hash) && exists(pathOf(hash))
  return {
    has,
    put: async (bytes, mime) => {
      const hash = hashOf(bytes)
      if (await has(hash)) return { hash }
      await mkdir(dirname(pathOf(hash)), { recursive: true })
      // The bytes come last: a file that is there has its type.
      await writeWhole(`${pathOf(hash)}.mime`, Buffer.from(mime))
      await writeWhole(pathOf(hash), bytes)
      return { hash }
    },
    get: async (hash) => {
      if (!(await has(hash))) return undefined
      const [bytes, mime] = await Promise.all([readFile(pathOf(hash)), readFile(`${pathOf(hash)}.mime`, 'utf8')])
      if (hashOf(bytes) !== hash) throw new Error(`the stored bytes of ${hash} have changed`)
      return { bytes, mime }
    },
    remove: async (hash) => {
      if (!isHash(hash)) return
      // In the order that leaves no bytes without their type.
      await rm(pathOf(hash), { force: true })
      await rm(`${pathOf(hash)}.mime`, { force: true })
    },
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
}

/** Under its own name only once all of it is on disk, so that a crash leaves no half of it. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomUUID()}.draft`
  try {
    const file = await open(draft, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
