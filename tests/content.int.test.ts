import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Madang, startMadang } from '../compose/madang.ts'
import type { Client } from '../demo/client.ts'
import { type AiDouble, startAiDouble } from '../embedded/ai-double/server.ts'
import { activeCollection } from '../projections/active.ts'
import type { ContentRow } from '../projections/rows/contents.ts'
import type { JobRow } from '../projections/rows/jobs.ts'
import type { Row } from '../projections/rows/row.ts'
import { type Sandbox, settings, startSandbox, temporaryFolder, until } from './instance.ts'
import { lookFor, openShop } from './shop.ts'

let double: AiDouble
let sandbox: Sandbox
let madang: Madang
let shop: Client
let data: string
let failing: Record<string, number> = {}

beforeAll(async () => {
  const behave = ({ provider }: { provider: string }) => {
    const status = failing[provider]
    return status === undefined ? { kind: 'answer' as const } : { kind: 'status' as const, status }
  }
  double = await startAiDouble({ port: 0, behave })
  sandbox = await startSandbox()
  data = await temporaryFolder()
  const painters = {
    OPENAI_API_KEY: 'any',
    OPENAI_BASE_URL: double.openAiUrl,
    OPENAI_MODEL: 'gpt-6-luna',
    OPENAI_IMAGE_MODEL: 'gpt-image-2',
    OPENAI_IMAGE_URL: double.openAiUrl,
    STABILITY_API_KEY: 'any',
    STABILITY_URL: double.anthropicUrl,
  }
  madang = await startMadang({ env: { ...settings(data, sandbox), ...painters }, withoutWeb: true, onError: () => {} })
  shop = await openShop(madang.origin)
})
afterAll(async () => {
  await madang?.stop()
  await Promise.all([double?.stop(), sandbox?.stop()])
  await rm(data, { recursive: true })
})
beforeEach(() => {
  failing = {}
})

/** A draft of its own, so that nothing is kept of its pictures. */
async function draft(title: string): Promise<string> {
  const promotionId: string = (await shop.command('create-promotion', { purpose: 'sales' })).body.id
  await shop.command('revise-promotion', { promotionId, title, prize: '이용권 3명' })
  return promotionId
}

type Made = ContentRow & { id: string }

/** Has the pictures for Kakao and links made, and waits for them. */
async function make(promotionId: string, style = 'bold'): Promise<Made> {
  const { body } = await shop.command('request-content', { promotionId, style, channels: ['kakao'] })
  await lookFor<JobRow>(shop, `/api/v1/jobs/${body.jobId}`, ({ status }) => status === 'done')
  return lookFor<Made>(shop, `/api/v1/contents/${body.id}`, (row) =>
    Object.values(row.creatives).every(({ state }) => state !== 'waiting'),
  )
}

test('a painted background is behind every picture, with its prompt, cost and cut; the call is on record', async () => {
  const { creatives, background } = await make(await draft('첫째 이벤트 010-7000-1234'))
  expect(background).toMatchObject({
    file: { mime: 'image/png', width: 1536, height: 1024 },
    usage: { provider: 'openai', costUsd: 0.063 },
  })
  const asked = double.requests.filter(({ path }) => path.includes('images'))
  expect(asked.map(({ body }) => body.prompt)).toEqual([background?.prompt])
  expect(JSON.stringify(asked)).not.toMatch(/010-7000-1234|첫째|소망/)
  expect(creatives.kakao).toMatchObject({
    state: 'made',
    file: { mime: 'image/jpeg', width: 800, height: 400 },
    lineage: { model: 'gpt-image-2', background: background?.file.hash, kept: false },
  })
  expect(creatives.kakao?.lineage?.crop?.width).toBeGreaterThan(500)
  const usage = await activeCollection<Row>(madang.db, 'model_usage')
  await until(async () => JSON.stringify(await usage.find({}).toArray()).includes('gpt-image-2'), 'the recorded call')
})

test('the same words in the same style are not painted or drawn again', async () => {
  const promotionId = await draft('둘째 이벤트')
  const first = await make(promotionId)
  const asked = double.requests.length
  const { body } = await shop.command('request-content', { promotionId, style: 'bold', channels: ['kakao'] })
  expect(body.events).toEqual(['ContentRequested', 'BackgroundPainted', 'CreativeMade', 'CreativeMade'])
  const again = await make(promotionId)
  expect(again.creatives.kakao?.file).toEqual(first.creatives.kakao?.file)
  expect(double.requests.length).toBe(asked)
})

test('one provider’s fault is another’s picture; nobody’s picture is drawn here', async () => {
  failing = { openai: 500 }
  const second = await make(await draft('셋째 이벤트'), 'paper')
  expect(second.background?.usage).toMatchObject({ provider: 'stability', failedFirst: ['openai'] })
  failing = { openai: 500, stability: 503 }
  const none = await make(await draft('넷째 이벤트'), 'warm')
  expect(none).toMatchObject({ skipped: { code: 'NOT_PAINTED' } })
  expect(none.creatives.kakao).toMatchObject({ state: 'made', lineage: { model: 'local' } })
})

test('other words on one picture leave the others as they are; what is seen is what was approved', async () => {
  failing = { openai: 500, stability: 503 }
  const promotionId = await draft('다섯째 이벤트')
  const { id: contentId, creatives } = await make(promotionId, 'paper')
  const words = { title: '카카오 친구에게' }
  await shop.command('approve-content', { promotionId, contentId })
  await shop.command('revise-creative', { contentId, piece: 'kakao', words })
  const hash = creatives.kakao?.file?.hash
  const after = await lookFor<ContentRow>(shop, `/api/v1/contents/${contentId}`, (row) => {
    const { state, file } = row.creatives.kakao ?? {}
    return state === 'made' && file?.hash !== hash
  })
  expect(after.creatives.link?.file?.hash).toBe(creatives.link?.file?.hash)
  const see = async (name: string | undefined) => (await fetch(`${madang.origin}/media/${name}.png`)).status
  expect([await see(hash), await see(after.creatives.kakao?.file?.hash)]).toEqual([200, 404])
})
