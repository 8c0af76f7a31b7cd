import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deriveSecrets, loadSecrets } from './secrets.ts'

const GOOD = '9f2c41d07ab35e86c1d4f0a97b2e6358'
let data = ''
beforeEach(async () => {
  data = join(await mkdtemp(join(tmpdir(), 'madang-secrets-')), 'deeper')
})
afterEach(() => rm(join(data, '..'), { recursive: true }))

describe('a given secret', () => {
  test('is used as it is, and leaves nothing on disk', async () => {
    expect((await loadSecrets(GOOD, data, false)).masterKey).toEqual(deriveSecrets(GOOD).masterKey)
    await expect(readdir(data)).rejects.toThrow('ENOENT')
  })
  test.each([
    'short',
    'change-me-change-me-change-me-change-me',
    'example-secret-0123456789abcdef0123',
    'x'.repeat(64),
    'my-default-key-0123456789abcdef0123',
  ])('%s is refused', async (sample) => {
    await expect(loadSecrets(sample, data, true)).rejects.toThrow('MADANG_SECRET must be 32 random characters')
  })
})

describe('without one', () => {
  test('real servers do not start', async () => {
    await expect(loadSecrets(undefined, data, false)).rejects.toThrow('MADANG_SECRET is not set')
  })

  test('an instance makes its own, keeps it, and shows it to nobody else', async () => {
    const first = await loadSecrets(undefined, data, true)
    const second = await loadSecrets(undefined, data, true)
    expect(second.masterKey).toEqual(first.masterKey)
    expect(await readdir(data)).toEqual(['secret'])
    expect((await stat(join(data, 'secret'))).mode & 0o777).toBe(0o600)
    expect(await readFile(join(data, 'secret'), 'utf8')).toMatch(/^[0-9a-f]{64}$/)
  })

  test('processes that start at once agree on one', async () => {
    const all = await Promise.all(Array.from({ length: 16 }, () => loadSecrets(undefined, data, true)))
    expect(new Set(all.map(({ masterKey }) => masterKey.toString('hex'))).size).toBe(1)
    expect(await readdir(data)).toEqual(['secret'])
  })

  test('a damaged file is no secret to go on with', async () => {
    await loadSecrets(undefined, data, true)
    await writeFile(join(data, 'secret'), '')
    await expect(loadSecrets(undefined, data, true)).rejects.toThrow('is damaged')
  })
})

test('every use has a key of its own, and names differ by purpose', () => {
  const { tokenSecret, masterKey, keyedHash } = deriveSecrets(GOOD)
  expect(Buffer.from(tokenSecret).equals(masterKey)).toBe(false)
  expect([tokenSecret.length, masterKey.length]).toEqual([32, 32])
  expect(keyedHash('email', 'a')).toMatch(/^[0-9a-f]{64}$/)
  const names = [
    keyedHash('email', 'a'),
    keyedHash('account', 'a'),
    keyedHash('email', 'b'),
    deriveSecrets(`${GOOD}x`).keyedHash('email', 'a'),
  ]
  expect(new Set(names).size).toBe(4)
})
