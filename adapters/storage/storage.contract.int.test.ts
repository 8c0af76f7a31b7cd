import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectStorage } from './connect.ts'
import { localFolder } from './local-folder.ts'
import { hashOf, type Storage } from './port.ts'
import { type S3Double, startS3Double } from './s3.harness.ts'
import { s3Storage } from './s3.ts'

const KEYS = { accessKey: 'AKMADANG', secretKey: 'a secret for tests' }
let folder: string
let s3: S3Double

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madang-storage-'))
  s3 = await startS3Double(KEYS.accessKey, KEYS.secretKey)
})
afterAll(async () => {
  await s3.stop()
  await rm(folder, { recursive: true })
})

const makers: Record<string, () => Storage> = {
  'a folder': () => localFolder(folder),
  'a bucket': () => s3Storage({ url: s3.url, region: 'auto', ...KEYS }),
}
const bytes = (text: string) => new TextEncoder().encode(text)

describe.each(Object.entries(makers))('%s', (_, make) => {
  test('gives what was put by its SHA-256, with its type, to another process too', async () => {
    const { hash } = await make().put(bytes('hello'), 'text/plain')
    expect(hash).toBe('2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824')
    const other = make()
    expect(await other.has(hash)).toBe(true)
    const kept = await other.get(hash)
    expect([kept?.bytes.toString(), kept?.mime]).toEqual(['hello', 'text/plain'])
  })

  test('keeps any bytes as they are', async () => {
    const all = Uint8Array.from({ length: 70_000 }, (_value, index) => (index * 7) % 256)
    const { hash } = await make().put(all, 'image/png')
    expect(hash).toBe(hashOf(all))
    expect((await make().get(hash))?.bytes.equals(all)).toBe(true)
  })

  test('the same bytes by many at once are one file', async () => {
    const storage = make()
    const puts = await Promise.all(Array.from({ length: 20 }, () => storage.put(bytes('the same'), 'text/plain')))
    expect(new Set(puts.map(({ hash }) => hash)).size).toBe(1)
    expect((await storage.get(puts[0]?.hash ?? ''))?.bytes.toString()).toBe('the same')
  })

  test('removes a file for everybody, twice if need be; the same bytes can be put again', async () => {
    const storage = make()
    const { hash } = await storage.put(bytes('to be forgotten'), 'text/plain')
    for (const one of [storage, make()]) {
      await one.remove(hash)
      expect([await one.has(hash), await one.get(hash)]).toEqual([false, undefined])
    }
    await make().put(bytes('to be forgotten'), 'text/html')
    expect((await storage.get(hash))?.mime).toBe('text/html')
    for (const name of ['0'.repeat(64), '../../../etc/passwd', '']) await storage.remove(name)
  })

  test('has nothing under what was never put, and no name leads elsewhere', async () => {
    const storage = make()
    for (const hash of ['0'.repeat(64), '../../../etc/passwd', '', 'A'.repeat(64)]) {
      expect(await storage.has(hash)).toBe(false)
      expect(await storage.get(hash)).toBeUndefined()
    }
  })
})

test('bytes that were changed behind our back are not given out', async () => {
  const { hash } = await localFolder(folder).put(bytes('true'), 'text/plain')
  await writeFile(join(folder, hash.slice(0, 2), hash), 'false')
  await expect(localFolder(folder).get(hash)).rejects.toThrow('have changed')
  const bucket = makers['a bucket']?.() as Storage
  const kept = await bucket.put(bytes('true'), 'text/plain')
  s3.objects.set(`/madang/${kept.hash.slice(0, 2)}/${kept.hash}`, { bytes: Buffer.from('false'), mime: 'text/plain' })
  await expect(bucket.get(kept.hash)).rejects.toThrow('other bytes')
})

test('a folder keeps no draft of a file', async () => {
  const own = await mkdtemp(join(folder, 'own-'))
  const { hash } = await localFolder(own).put(bytes('whole'), 'text/plain')
  expect((await readdir(join(own, hash.slice(0, 2)))).toSorted()).toEqual([hash, `${hash}.mime`])
})

test('a folder keeps nothing of a removed file', async () => {
  const own = await mkdtemp(join(folder, 'own-'))
  const { hash } = await localFolder(own).put(bytes('gone'), 'text/plain')
  await localFolder(own).remove(hash)
  expect(await readdir(join(own, hash.slice(0, 2)))).toEqual([])
})

test('a bucket that does not know the key refuses, and says so', async () => {
  const stranger = s3Storage({ url: s3.url, region: 'auto', ...KEYS, secretKey: 'another' })
  await expect(stranger.put(bytes('x'), 'text/plain')).rejects.toThrow(/403|Forbidden|Signature/)
  await expect(stranger.remove('0'.repeat(64))).rejects.toThrow(/403|Forbidden|Signature/)
})

test('settings choose: a bucket where one is named, with its keys, else the data folder', async () => {
  const { hash } = await connectStorage({}, folder).put(bytes('here'), 'text/plain')
  expect(await localFolder(join(folder, 'media')).has(hash)).toBe(true)
  expect(() => connectStorage({ S3_URL: s3.url }, folder)).toThrow('S3_ACCESS_KEY')
  expect(() => connectStorage({ S3_URL: 'nonsense' }, folder)).toThrow('S3_URL')
})
