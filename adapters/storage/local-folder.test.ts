import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { localFolder } from './local-folder.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madang-storage-'))
})
afterAll(() => rm(folder, { recursive: true }))
const bytes = (text: string) => new TextEncoder().encode(text)

test('what was put is got by its SHA-256, with its media type, by another process too', async () => {
  const { hash } = await localFolder(folder).put(bytes('hello'), 'text/plain')
  expect(hash).toBe('2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824')
  const again = localFolder(folder)
  expect(await again.has(hash)).toBe(true)
  const stored = await again.get(hash)
  expect([new TextDecoder().decode(stored?.bytes), stored?.mime]).toEqual(['hello', 'text/plain'])
})

test('many at once put the same bytes, and one file is left', async () => {
  const storage = localFolder(folder)
  const puts = await Promise.all(Array.from({ length: 20 }, () => storage.put(bytes('the same'), 'text/plain')))
  expect(new Set(puts.map(({ hash }) => hash)).size).toBe(1)
  const hash = puts[0]?.hash ?? ''
  expect((await readdir(join(folder, hash.slice(0, 2)))).toSorted()).toEqual([hash, `${hash}.mime`])
})

test('nothing is found under what was never put, and no name leads out of the folder', async () => {
  const storage = localFolder(folder)
  for (const hash of ['0'.repeat(64), '../../../etc/passwd', '']) {
    expect(await storage.has(hash)).toBe(false)
    expect(await storage.get(hash)).toBeUndefined()
  }
})

test('bytes that were changed on the disk are not given out', async () => {
  const { hash } = await localFolder(folder).put(bytes('true'), 'text/plain')
  await writeFile(join(folder, hash.slice(0, 2), hash), 'false')
  await expect(localFolder(folder).get(hash)).rejects.toThrow('have changed')
})
