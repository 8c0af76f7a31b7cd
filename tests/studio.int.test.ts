import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Madang, startMadang } from '../compose/madang.ts'
import { createClient } from '../demo/client.ts'
import { openShop } from './shop.ts'
import { until } from './instance.ts'

let madang: Madang
let folder: string
let owner: Awaited<ReturnType<typeof openShop>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madang-studio-'))
  const limits = { MADANG_CALLS_PER_MINUTE: '1000000', MADANG_PUBLIC_CALLS_PER_MINUTE: '1000000' }
  const env = { PORT: '0', MADANG_DATA: folder, MADANG_SEED: 'false', MADANG_ACCESS_LOG: 'false', ...limits }
  madang = await startMadang({ env, withoutWeb: true, onError: console.error })
  owner = await openShop(madang.origin)
})
afterAll(async () => {
  await madang?.stop()
  await rm(folder, { recursive: true })
})

const GUIDE = `# 소망빵집 안내

## 주차

가게 앞에 두 대, 뒤쪽 공영주차장에 한 시간까지 무료로 세울 수 있어요. 주차권은 계산대에서 드려요.

## 환불

케이크 예약은 찾으시기 이틀 전까지 취소하면 전액을 돌려드려요.
`

async function upload(token: string | undefined, name: string, body: string | Uint8Array) {
  const response = await fetch(`${madang.origin}/api/v1/documents?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    body: body as BodyInit,
  })
  return { status: response.status, body: (await response.json()) as { hash: string; code?: string } }
}

test('a document becomes passages that a question finds', async () => {
  const { body: made } = await owner.command('create-assistant', { name: '빵집 도우미' })
  const { body: document } = await upload(owner.token, '안내.md', GUIDE)
  await owner.command('add-knowledge', { assistantId: made.id, hash: document.hash })
  const detail = await until(async () => {
    const { body } = await owner.get(`/api/v1/assistants/${made.id}`)
    return body.documents?.[0]?.status === 'ready' && body
  }, 'the document to be read')
  expect(detail.documents[0]).toMatchObject({ title: '안내.md', percent: 100, passages: 2 })
  const question = encodeURIComponent('주차할 수 있나요?')
  const { body } = await owner.get(`/api/v1/assistants/${made.id}/search?draft=true&q=${question}`)
  expect(body.items[0]).toMatchObject({ documentTitle: '안내.md', heading: '소망빵집 안내 › 주차' })
})
