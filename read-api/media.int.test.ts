import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { localFolder } from '../adapters/storage/local-folder.ts'
import { past } from '../domain/given.ts'
import type { ContentRow } from '../projections/rows/contents.ts'
import { actorOf, readSideForTests } from './harness.ts'
import { registerMedia } from './media.ts'
import { sample } from './samples.ts'

let folder = ''
const world = readSideForTests({}, async (app, { db, tokens }) => {
  folder = await mkdtemp(join(tmpdir(), 'madang-media-'))
  registerMedia(app, { db, tokens, storage: localFolder(folder) })
})
let open = ''
let secret = ''

const rowWith = (merchantId: string, hashes: string[], published: string[]): ContentRow => {
  const { style, facts, model, script, at } = past('ContentRequested').data
  const what = { style, facts, model, script, requestedAt: at, creatives: {}, hashes, published }
  const ids = { _id: `${merchantId}-c1`, merchantId, promotionId: `${merchantId}-p1`, position: 800 }
  return { ...ids, ...what } as ContentRow
}

beforeAll(async () => {
  const storage = localFolder(folder)
  open = (await storage.put(Buffer.from('0123456789'), 'image/png')).hash
  secret = (await storage.put(Buffer.from('not yet'), 'video/mp4')).hash
  await storage.put(Buffer.from('a document of somebody'), 'application/pdf')
  await world.put('promotions', sample.promotion('m1', 1))
  await world.put('contents', rowWith('m1', [open, secret], [open]))
})
afterAll(() => rm(folder, { recursive: true }))

test('what is approved is anybody’s, for ever and for any site', async () => {
  const response = await world.get(`/media/${open}.png`)
  expect([response.status, await response.text()]).toEqual([200, '0123456789'])
  expect(response.headers.get('content-type')).toBe('image/png')
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  const again = await world.get(`/media/${open}.png`, undefined, { 'if-none-match': `"${open}"` })
  expect(again.status).toBe(304)
})

test('what is not approved is its own shop’s only', async () => {
  expect((await world.get(`/media/${secret}.mp4`)).status).toBe(404)
  expect((await world.get(`/media/${secret}.mp4`, actorOf('m2'))).status).toBe(404)
  const own = await world.get(`/media/${secret}.mp4`, actorOf('m1', 'staff'))
  expect([own.status, own.headers.get('cache-control')]).toEqual([200, 'private, max-age=31536000, immutable'])
})

test.each([
  ['of a file that is no picture', () => '9f'.repeat(32)],
  ['that is none', () => '..%2f..%2fetc%2fpasswd'],
])('an address %s is answered as if there were nothing', async (_, hash) => {
  const response = await world.get(`/media/${hash()}.png`, actorOf('m1'))
  expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store'])
})

test('the ending must be that of the file', async () => {
  expect((await world.get(`/media/${open}.mp4`)).status).toBe(404)
})

test.each([
  ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=-2', 206, '89', 'bytes 8-9/10'],
  ['bytes=4-99', 206, '456789', 'bytes 4-9/10'],
  ['bytes=10-', 416, '', 'bytes */10'],
  ['lines=1-2', 200, '0123456789', null],
])('players ask for parts: %s', async (range, status, text, part) => {
  const response = await world.get(`/media/${open}.png`, undefined, { range })
  expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([status, text, part])
})

test('the list gives each picture with its address; another shop’s promotion has none', async () => {
  const response = await world.get('/api/v1/promotions/m1-p1/contents', actorOf('m1'))
  expect(await response.json()).toMatchObject({ items: [{ id: 'm1-c1', style: 'warm', published: [open] }] })
  expect((await world.get('/api/v1/promotions/m1-p1/contents', actorOf('m2'))).status).toBe(404)
  expect((await world.get('/api/v1/contents/m1-c1', actorOf('m1'))).status).toBe(200)
  expect((await world.get('/api/v1/contents/m1-c1', actorOf('m2'))).status).toBe(404)
})
